import Logging
import Login
import NIOCore
import NIOHTTP1
import TLS

/// The second handler of every connection: knows which host it is for, and builds what answers there once the
/// handshake is done.
final class ConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let edge: Edge
    private var host: EdgeHost?
    private var serverName: String?

    init(edge: Edge) { self.edge = edge }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event as? TLSEvent {
        case .greeted(let facts): greeted(context, facts)
        case .completed(let facts): completed(context, facts)
        case .ended(let facts, let end):
            ended(context, facts, end)
            context.fireUserInboundEventTriggered(event)
        case nil: context.fireUserInboundEventTriggered(event)
        }
    }

    /// The handshake for a server name, which is looked at once.
    func choice(for serverName: String?) -> TLSChoice {
        host = edge.hosts.host(serverName)
        return edge.hosts.policy(for: host)
    }

    private func greeted(_ context: ChannelHandlerContext, _ facts: TLSFacts) {
        serverName = facts.serverName
        edge.open.reached(.greeted, context.channel)
        if case .card = host, let serverName {
            edge.handshakes.begin(context.channel, label: serverName, address: context.remoteAddress)
        }
    }

    private func completed(_ context: ChannelHandlerContext, _ facts: TLSFacts) {
        switch host {
        case .login:
            edge.metrics.connection(.login)
            serveLoginHost(context)
        case .card(let label):
            edge.metrics.connection(.card)
            edge.open.reached(.card, context.channel)
            if let serverName { edge.handshakes.end(context.channel, label: serverName) }
            edge.hints.completed(label)
            serveCardHost(context, facts, label)
        case .lateCard:
            edge.metrics.connection(.card)
            edge.open.reached(.card, context.channel)
            serveCardHost(context, facts, nil)
        case nil:
            context.close(promise: nil)
        }
    }

    private func ended(_ context: ChannelHandlerContext, _ facts: TLSFacts, _ end: TLSEnd) {
        edge.metrics.ended(facts, end)
        edge.open.left(context.channel)
        guard case .card(let label) = host, let serverName else { return }
        edge.handshakes.end(context.channel, label: serverName)
        // A completed handshake has nothing to explain; a dead one may be asked about by the start page.
        if !facts.handshakeCompleted { edge.hints.died(label, of: HandshakeCause(end)) }
    }

    private func serveLoginHost(_ context: ChannelHandlerContext) {
        serve(context, oneAtATime: true) { pipeline in
            try pipeline.addHandler(LoginHostHandler(edge.respond, stopping: edge.stopping, on: context.eventLoop))
        }
        edge.open.reached(.login, context.channel)
    }

    private func serveCardHost(_ context: ChannelHandlerContext, _ facts: TLSFacts, _ label: CardLabel?) {
        serve(context, oneAtATime: false) { pipeline in
            try pipeline.addHandler(CardHostHandler(hosts: edge.hosts, facts: facts, label: label))
        }
    }

    private func serve(
        _ context: ChannelHandlerContext, oneAtATime: Bool,
        by handlers: (ChannelPipeline.SynchronousOperations) throws -> Void
    ) {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = HeaderPolicy.headLimit
        limits.maxHeaderListSize = HeaderPolicy.headLimit
        limits.maxHeaderFieldCount = 100
        do {
            let pipeline = context.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: oneAtATime, withErrorHandling: false, withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: limits)
            try handlers(pipeline)
        } catch {
            edge.logger.error("a connection could not be set up", metadata: ["error": "\(error)"])
            context.close(promise: nil)
        }
    }
}
