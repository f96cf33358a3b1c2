import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import Synchronization
import TLS

/// Takes the requests of a login-host connection, each whole and in its time, and writes each answer in one piece (R8).
///
/// One request at a time: NIO's handler before this one holds back what a client sends ahead, and ends the connection
/// after the answer when the gateway stops.
final class LoginHostHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    typealias Responder = @Sendable (Request, any Channel) async throws -> Response

    private enum Phase {
        /// For a request.
        case waiting
        case reading(HTTPRequestHead, ByteBuffer)
        case answering
        case closed
    }

    /// How long a connection may wait for a request, and a request for its end; and how often is looked.
    private static let patience = (
        waiting: TimeAmount.seconds(60), reading: TimeAmount.seconds(30), look: TimeAmount.seconds(5)
    )

    private let respond: Responder
    private let stopping: Stopping
    private let executor: LoopExecutor
    private var phase = Phase.waiting
    private var isLast = false
    /// RFC 9110 §9.3.2: what follows the head of such an answer would be read as the next one.
    private var isHead = false
    /// When the connection ends if nothing more happens; none while an answer is made.
    private var expiry: NIODeadline?
    private var watch: Scheduled<Void>?

    init(_ respond: @escaping Responder, stopping: Stopping, on loop: any EventLoop) {
        self.respond = respond
        self.stopping = stopping
        executor = LoopExecutor(loop)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        expiry = .now() + Self.patience.waiting
        watch(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .waiting):
            phase = .reading(head, ByteBuffer())
            expiry = .now() + Self.patience.reading
        case (.body(var part), .reading(let head, var body)):
            phase = .reading(head, ByteBuffer())
            body.writeBuffer(&part)
            // One byte too many is enough for whoever reads it to refuse it; the rest is not waited for.
            guard body.readableBytes <= HeaderPolicy.bodyLimit else {
                isLast = true
                return answer(head, body, context)
            }
            phase = .reading(head, body)
        case (.end, .reading(let head, let body)):
            answer(head, body, context)
        default:
            break
        }
    }

    /// A head over the limit, or no HTTP at all.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard case .waiting = phase, let problem = error as? HTTPParserError else {
            return context.close(promise: nil)
        }
        isLast = true
        phase = .answering
        let status: HTTPResponse.Status = problem == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest
        write(HTTPResponse(status: status, headerFields: [.contentLength: "0"]), [], context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return context.fireUserInboundEventTriggered(event) }
        // A client that sends no more may still read its answer.
        if case .answering = phase { isLast = true } else { context.close(promise: nil) }
    }

    // MARK: Answering

    private func answer(_ received: HTTPRequestHead, _ body: ByteBuffer, _ context: ChannelHandlerContext) {
        phase = .answering
        expiry = nil
        guard let head = try? HTTPRequest(onLoginHost: received) else {
            isLast = true
            return write(HTTPResponse(status: .badRequest, headerFields: [.contentLength: "0"]), [], context)
        }
        if head.headerFields[.connection]?.lowercased() == "close" { isLast = true }
        isHead = head.method == .head
        let request = Request(head: head, body: RequestBody(buffer: body))
        let (channel, respond, loop) = (context.channel, respond, context.eventLoop)
        let (handler, place) = (NIOLoopBound(self, eventLoop: loop), NIOLoopBound(context, eventLoop: loop))
        Task(executorPreference: executor) {
            let answer: (HTTPResponse, [ByteBuffer])
            do {
                let response = try await respond(request, channel)
                let pieces = Pieces()
                try await response.body.write(PieceWriter(pieces: pieces))
                answer = (response.head, pieces.all)
            } catch {
                return channel.close(promise: nil)
            }
            loop.execute { handler.value.write(answer.0, answer.1, place.value) }
        }
    }

    private func write(_ response: HTTPResponse, _ body: [ByteBuffer], _ context: ChannelHandlerContext) {
        guard case .answering = phase else { return }
        let isLast = isLast || stopping.hasBegun
        var head = response
        if isLast { head.headerFields[.connection] = "close" }
        context.write(wrapOutboundOut(.head(HTTPResponseHead(head))), promise: nil)
        for piece in body where !isHead { context.write(wrapOutboundOut(.body(.byteBuffer(piece))), promise: nil) }
        phase = isLast ? .closed : .waiting
        // The handler before this one passes on what was sent ahead within this call.
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if isLast { return context.close(promise: nil) }
        if case .waiting = phase { expiry = .now() + Self.patience.waiting }
    }

    // MARK: Time

    /// One timer for the whole connection: whoever is in time moves the expiry, and the timer looks again.
    private func watch(_ context: ChannelHandlerContext) {
        let loop = context.eventLoop
        let (handler, place) = (NIOLoopBound(self, eventLoop: loop), NIOLoopBound(context, eventLoop: loop))
        watch = loop.scheduleTask(in: Self.patience.look) { handler.value.look(place.value) }
    }

    private func look(_ context: ChannelHandlerContext) {
        if let expiry, expiry <= .now() { context.close(promise: nil) } else { watch(context) }
    }

    private func end() {
        phase = .closed
        watch?.cancel()
        watch = nil
    }
}

/// An answer's body as the framework writes it.
private final class Pieces: Sendable {
    private let pieces = Mutex<[ByteBuffer]>([])

    var all: [ByteBuffer] { pieces.withLock { $0 } }

    func add(_ piece: ByteBuffer) { pieces.withLock { $0.append(piece) } }
}

private struct PieceWriter: ResponseBodyWriter {
    let pieces: Pieces

    mutating func write(_ buffer: ByteBuffer) async throws { pieces.add(buffer) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension HTTPRequest {
    /// As the library makes it; but where the target is a path, as every browser's is (RFC 9112 §3.2.1), nothing is
    /// parsed.
    fileprivate init(onLoginHost head: HTTPRequestHead) throws {
        guard head.uri.utf8.first == UInt8(ascii: "/"), let method = Method(head.method.rawValue) else {
            self = try HTTPRequest(head, secure: true, splitCookie: false)
            return
        }
        self.init(
            method: method, scheme: "https", authority: head.headers.first(name: "host"), path: head.uri,
            headerFields: HTTPFields(head.headers, splitCookie: false))
    }
}
