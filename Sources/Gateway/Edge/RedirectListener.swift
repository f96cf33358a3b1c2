import Logging
public import NIOCore
import NIOHTTP1
import NIOPosix
public import ServiceLifecycle

/// Plain HTTP, which only ever points to the login host over TLS: nothing of the request is looked at or echoed.
public struct RedirectListener: Service {
    private let addresses: [Edge.Address]
    private let location: String
    private let group: any EventLoopGroup

    public init(addresses: [Edge.Address], names: EdgeNames, group: any EventLoopGroup) {
        self.addresses = addresses
        self.location = names.loginOrigin + "/"
        self.group = group
    }

    public func run() async throws {
        var listeners: [any Channel] = []
        for address in addresses {
            listeners.append(try await bootstrap.bind(host: address.host, port: address.port).get())
        }
        let bound = listeners
        try await withTaskCancellationOrGracefulShutdownHandler {
            if bound.isEmpty { try? await gracefulShutdown() }
            for listener in bound { try await listener.closeFuture.get() }
        } onCancelOrGracefulShutdown: {
            for listener in bound { listener.close(promise: nil) }
        }
    }

    private var bootstrap: ServerBootstrap {
        let location = self.location
        return ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(RedirectHandler(location: location))
                }
            }
    }
}

private final class RedirectHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let location: String
    private var deadline: Scheduled<Void>?

    init(location: String) { self.location = location }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head = unwrapInboundIn(data) else { return }
        let headers: HTTPHeaders = ["location": location, "content-length": "0", "connection": "close"]
        let head = HTTPResponseHead(version: .http1_1, status: .permanentRedirect, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
