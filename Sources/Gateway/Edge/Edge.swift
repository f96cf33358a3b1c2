import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import TLS

/// The public listener: terminates TLS for both kinds of host, and hands login-host connections to the routes.
public final class Edge: Service {
    public struct Address: Sendable, Equatable {
        public let host: String
        public let port: Int

        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    let hosts: EdgeHosts
    let handshakes: OpenHandshakes
    let hints: HandshakeHints
    let metrics: EdgeMetrics
    let respond: LoginHostHandler.Responder
    let logger: Logger
    private let addresses: [Address]
    private let limits: TLSLimits
    private let group: any EventLoopGroup
    /// What has come and not gone.
    let open = OpenConnections()
    let stopping: Stopping
    private let isReady: @Sendable ([SocketAddress]) async throws -> Void
    private let stops: @Sendable () -> Void

    init(
        hosts: EdgeHosts, hints: HandshakeHints, metrics: EdgeMetrics, respond: @escaping LoginHostHandler.Responder,
        addresses: [Address],
        limits: TLSLimits, stopping: Stopping, group: any EventLoopGroup, logger: Logger,
        isReady: @escaping @Sendable ([SocketAddress]) async throws -> Void, stops: @escaping @Sendable () -> Void
    ) {
        self.hosts = hosts
        self.handshakes = OpenHandshakes()
        self.hints = hints
        self.metrics = metrics
        self.respond = respond
        self.addresses = addresses
        self.limits = limits
        self.group = group
        self.logger = logger
        self.stopping = stopping
        self.isReady = isReady
        self.stops = stops
    }

    /// Listens until a graceful shutdown; connections that serve a request then finish it first (R46).
    public func run() async throws {
        var listeners: [any Channel] = []
        for address in addresses {
            listeners.append(try await bootstrap.bind(host: address.host, port: address.port).get())
        }
        let bound = listeners
        // Another service that failed cancels this one: it must end then, or the program would neither serve nor stop.
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { tasks in
                tasks.addTask { [self] in await announce(bound) }
                tasks.addTask { [self] in
                    for listener in bound { try? await listener.closeFuture.get() }
                    await drain()
                }
            }
        } onCancelOrGracefulShutdown: { [self] in
            stop(bound)
        }
    }

    private func announce(_ listeners: [any Channel]) async {
        do {
            try await isReady(listeners.compactMap(\.localAddress))
        } catch {
            logger.critical("the start-up self-check failed", metadata: ["error": "\(error)"])
            stop(listeners)
        }
    }

    private func stop(_ listeners: [any Channel]) {
        stopping.begin()
        stops()
        for listener in listeners { listener.close(promise: nil) }
        // Idle connections close at once, busy ones after their answer.
        for channel in open.channels(in: .login) {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    /// Card handshakes that wait for a certificate.
    var openHandshakes: Int { handshakes.count }

    /// Handshakes in progress get a while, and requests: somebody may be typing a PIN, or bring the answer of a consent
    /// page. What has sent nothing yet may be on its way for a moment only.
    private func drain() async {
        let begun = ContinuousClock.now
        func isAwaited() -> Bool {
            let waited = ContinuousClock.now - begun
            guard waited < .seconds(15) else { return false }
            return open.contains(
                waited < .seconds(1) ? [.silent, .greeted, .login, .card] : [.greeted, .login, .card])
        }
        while isAwaited(), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
    }

    private var bootstrap: ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: 4096)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    let connection = ConnectionHandler(edge: self)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(TLSHandler(limits: limits, choose: connection.choice))
                    try pipeline.addHandler(connection)
                    open.arrived(channel)
                }
            }
    }
}
