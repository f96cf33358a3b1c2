import Foundation
import Login
import NIOCore
import NIOHTTP1
import PKI
import TLS

/// Answers the one request of a card connection and closes it (R5): a decoder and a writer, no framework.
final class CardHostHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let hosts: EdgeHosts
    private let facts: TLSFacts
    /// `nil` if it was too old for a certificate to be asked for.
    private let label: CardLabel?
    private var answered = false
    private var deadline: Scheduled<Void>?

    init(hosts: EdgeHosts, facts: TLSFacts, label: CardLabel?) {
        self.hosts = hosts
        self.facts = facts
        self.label = label
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data), !answered else { return }
        let answer = CardHostAnswer.answer(head, host: facts.serverName ?? "", names: hosts.names) {
            possession(from: context.remoteAddress)
        }
        write(answer, context)
    }

    /// A head over the limit, or no HTTP at all.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !answered, let problem = error as? HTTPParserError else {
            context.close(promise: nil)
            return
        }
        write(CardHostAnswer(status: problem == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest), context)
    }

    private func possession(from address: SocketAddress?) -> String? {
        guard let label else { return nil }
        let handshake = HandshakeFacts(
            version: facts.version ?? "", suite: facts.suite ?? "", group: facts.group ?? "",
            signatureScheme: facts.clientSignature ?? "", serverName: facts.serverName ?? "",
            address: address?.ipAddress ?? "", exporter: facts.exporter)
        let possession = Possession(leaf: facts.chain.first, label: label, facts: handshake, at: hosts.now())
        return try? hosts.desk.seal(possession)
    }

    private func write(_ answer: CardHostAnswer, _ context: ChannelHandlerContext) {
        answered = true
        deadline?.cancel()
        var headers = HTTPHeaders(answer.headers)
        headers.add(name: "content-length", value: String(answer.body.utf8.count))
        headers.add(name: "connection", value: "close")
        headers.add(name: "cache-control", value: "no-store")
        headers.add(name: "referrer-policy", value: "no-referrer")
        headers.add(name: "strict-transport-security", value: HeaderPolicy.transportSecurity)
        let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !answer.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }
}
