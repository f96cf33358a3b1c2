import NIOCore
import NIOHTTP1
import NIOPosix

/// One POST without a body to a listener on loopback: all that the sandbox ever asks of the gateway.
enum Knock {
    enum Failure: Error { case closed, timedOut }

    /// The status of the answer.
    static func post(_ path: String, port: Int, limit: TimeAmount = .seconds(30)) async throws -> Int {
        let group = MultiThreadedEventLoopGroup.singleton
        let answer = group.next().makePromise(of: Int.self)
        do {
            let channel = try await ClientBootstrap(group: group)
                .connectTimeout(.seconds(5))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(StatusHandler(answer))
                    }
                }
                .connect(host: "127.0.0.1", port: port).get()
            channel.eventLoop.scheduleTask(in: limit) { answer.fail(Failure.timedOut) }
            let head = HTTPRequestHead(
                version: .http1_1, method: .POST, uri: path,
                headers: ["Host": "127.0.0.1:\(port)", "Content-Length": "0", "Connection": "close"])
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
            defer { channel.close(promise: nil) }
            return try await answer.futureResult.get()
        } catch {
            answer.fail(error)
            throw error
        }
    }

    private final class StatusHandler: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart
        private let answer: EventLoopPromise<Int>

        init(_ answer: EventLoopPromise<Int>) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if case .head(let head) = unwrapInboundIn(data) { answer.succeed(Int(head.status.code)) }
        }

        func channelInactive(context: ChannelHandlerContext) { answer.fail(Failure.closed) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { answer.fail(error) }
    }
}
