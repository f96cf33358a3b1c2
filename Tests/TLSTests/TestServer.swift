import Foundation
import NIOCore
import NIOPosix
import TLS

/// A server on loopback whose connections have a `TLSHandler` and answer HTTP.
final class TestServer: Sendable {
    enum Manner: Sendable {
        /// One answer with a body of this size, then close, as a card host does.
        case once(body: Int)
        /// An answer to each request, as the login host does, and the end after so many.
        case keepAlive(body: Int, requests: Int)
        /// The answer comes only when the peer has said that it sends no more.
        case afterHalfClose(body: Int)
    }

    /// What bodies are made of: nothing else in a client's output has it.
    static let body = "~"

    let log: EventLog
    let port: Int
    private let channel: any Channel

    private init(channel: any Channel, port: Int, log: EventLog) {
        self.channel = channel
        self.port = port
        self.log = log
    }

    static func start(
        limits: TLSLimits = TLSLimits(), manner: Manner = .once(body: 5),
        choose: @escaping @Sendable (String?) -> TLSChoice
    ) async throws -> TestServer {
        let log = EventLog()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 2048)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // Little room in the kernel, so that a peer who does not read is soon felt.
            .childChannelOption(.socketOption(.so_sndbuf), value: 32 * 1024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = TLSHandler(limits: limits, choose: choose)
                    let connection = log.track(handler, on: channel)
                    let watcher = Watcher(log: log, connection: connection, manner: manner)
                    try channel.pipeline.syncOperations.addHandlers(handler, watcher)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return TestServer(channel: channel, port: channel.localAddress?.port ?? 0, log: log)
    }

    func stop() async throws { try await channel.close() }
}

/// Notes events, and builds the rest of the pipeline once the handshake is done.
private final class Watcher: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    let log: EventLog
    let connection: Int
    let manner: TestServer.Manner

    init(log: EventLog, connection: Int, manner: TestServer.Manner) {
        self.log = log
        self.connection = connection
        self.manner = manner
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSEvent {
            if case .completed = event {
                try? context.pipeline.syncOperations.addHandler(Responder(manner: manner, log: log))
            }
            log.note(event, of: connection)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if !context.channel.isWritable { log.notePressure() }
        context.fireChannelWritabilityChanged()
    }
}

/// The least of an HTTP server: a request ends with an empty line.
private final class Responder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let manner: TestServer.Manner
    let log: EventLog
    private var request = ""
    private var isAsked = false
    private var answered = 0

    init(manner: TestServer.Manner, log: EventLog) {
        self.manner = manner
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        request += String(buffer: unwrapInboundIn(data))
        while let end = request.range(of: "\r\n\r\n") {
            request.removeSubrange(..<end.upperBound)
            log.noteRequest()
            switch manner {
            case .once(let body):
                answer(context, body)
                context.close(promise: nil)
            case .keepAlive(let body, let requests):
                answered += 1
                answer(context, body)
                if answered == requests { context.close(promise: nil) }
            case .afterHalfClose: isAsked = true
            }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return }
        if case .afterHalfClose(let body) = manner, isAsked { answer(context, body) }
        context.close(promise: nil)
    }

    private func answer(_ context: ChannelHandlerContext, _ body: Int) {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body)\r\n\r\n"
        context.write(wrapOutboundOut(ByteBuffer(string: head)), promise: nil)
        let text = String(repeating: TestServer.body, count: body)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}
