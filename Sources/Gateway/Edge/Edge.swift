import HummingbirdCore
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTPTypes
import NIOPosix
public import ServiceLifecycle
import Synchronization
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

    typealias Connection = HTTP1Channel.Value

    let hosts: EdgeHosts
    let handshakes: OpenHandshakes
    let hints: HandshakeHints
    let metrics: EdgeMetrics
    let http: HTTP1Channel
    let logger: Logger
    private let addresses: [Address]
    private let limits: TLSLimits
    private let group: any EventLoopGroup
    private let connections: AsyncStream<Connection>
    private let arrivals: AsyncStream<Connection>.Continuation
    private let open = Mutex<[ObjectIdentifier: any Channel]>([:])
    /// Card connections past their handshake that wait for their answer.
    private let cards = Mutex<Set<ObjectIdentifier>>([])
    private let isReady: @Sendable ([SocketAddress]) async throws -> Void

    init(
        hosts: EdgeHosts, hints: HandshakeHints, metrics: EdgeMetrics, http: HTTP1Channel, addresses: [Address],
        limits: TLSLimits, group: any EventLoopGroup, logger: Logger,
        isReady: @escaping @Sendable ([SocketAddress]) async throws -> Void
    ) {
        self.hosts = hosts
        self.handshakes = OpenHandshakes()
        self.hints = hints
        self.metrics = metrics
        self.http = http
        self.addresses = addresses
        self.limits = limits
        self.group = group
        self.logger = logger
        self.isReady = isReady
        (connections, arrivals) = AsyncStream.makeStream(of: Connection.self)
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
                tasks.addTask { [connections, http, logger] in
                    await withDiscardingTaskGroup { served in
                        for await connection in connections {
                            served.addTask(executorPreference: LoopExecutor(connection.channel.eventLoop)) {
                                await http.handle(value: connection, logger: logger)
                            }
                        }
                    }
                }
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
        for listener in listeners { listener.close(promise: nil) }
        // Idle connections close at once, busy ones after their answer.
        for channel in open.withLock({ Array($0.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
        arrivals.finish()
    }

    /// Card handshakes that wait for a certificate.
    var openHandshakes: Int { handshakes.count }

    /// Card handshakes in progress get a while to hand their possession back: somebody may be typing a PIN.
    private func drain() async {
        let end = ContinuousClock.now + .seconds(15)
        while handshakes.count > 0 || cards.withLock({ !$0.isEmpty }), ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    func serve(_ connection: Connection) {
        if case .terminated = arrivals.yield(connection) { connection.channel.close(promise: nil) }
    }

    func left(_ channel: any Channel) {
        open.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel as AnyObject)) }
        cards.withLock { _ = $0.remove(ObjectIdentifier(channel as AnyObject)) }
    }

    func cardArrived(_ channel: any Channel) {
        cards.withLock { _ = $0.insert(ObjectIdentifier(channel as AnyObject)) }
    }

    private func arrived(_ channel: any Channel) {
        open.withLock { $0[ObjectIdentifier(channel as AnyObject)] = channel }
    }

    private var bootstrap: ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(ChannelOptions.backlog, value: 4096)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    let hosts = self.hosts
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        TLSHandler(limits: limits) { name in hosts.policy(for: hosts.host(name)) })
                    try pipeline.addHandler(ConnectionHandler(edge: self))
                    arrived(channel)
                }
            }
    }
}
