import NIOCore
import NIOHTTP1

/// A small HTTP server: a whole question in, a whole reply out, or none at all.
final class PublishingHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    struct Question: Sendable {
        let method: HTTPMethod
        let uri: String
        let body: [UInt8]
    }

    struct Reply: Sendable {
        var status = HTTPResponseStatus.ok
        var type = "text/plain"
        var body: [UInt8] = []
    }

    /// nil: the connection is dropped without a word, as if nobody were there.
    typealias Answer = @Sendable (Question) -> Reply?

    /// An OCSP request for a few certificates is well below 1 KB.
    private static let limit = 16 * 1024

    private let answer: Answer
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ answer: @escaping Answer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, [])
        case .body(let part):
            guard body.count + part.readableBytes <= Self.limit else { return context.close(promise: nil) }
            body += part.readableBytesView
        case .end:
            guard let head else { return }
            self.head = nil
            guard let reply = answer(Question(method: head.method, uri: head.uri, body: body)) else {
                return context.close(promise: nil)
            }
            write(reply, to: head, context)
        }
    }

    private func write(_ reply: Reply, to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let headers: HTTPHeaders = ["Content-Type": reply.type, "Content-Length": "\(reply.body.count)"]
        let answer = HTTPResponseHead(version: head.version, status: reply.status, headers: headers)
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        if head.method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
        }
        let done = head.isKeepAlive ? nil : context.eventLoop.makePromise(of: Void.self)
        let channel = context.channel
        done?.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: done)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
