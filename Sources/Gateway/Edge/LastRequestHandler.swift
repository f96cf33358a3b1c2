import NIOCore
import NIOHTTPTypes
import Synchronization

/// Whether the gateway is being stopped. Set once.
final class Stopping: Sendable {
    private let flag = Atomic(false)

    var hasBegun: Bool { flag.load(ordering: .acquiring) }

    func begin() { flag.store(true, ordering: .releasing) }
}

/// While the gateway stops, a connection that comes with a request still gets its answer, and is closed after it.
final class LastRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let stopping: Stopping

    init(_ stopping: Stopping) { self.stopping = stopping }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        context.fireChannelRead(data)
        guard case .head = part, stopping.hasBegun else { return }
        context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
}
