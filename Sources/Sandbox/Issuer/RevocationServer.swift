import DemoPKI
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// The demo issuer's OCSP responder and CRL server, on two ports of loopback.
///
/// Each answer is made from the files as they are at that moment, so that a switch works at once and from
/// another process.
struct RevocationServer: Service {
    let desk: IssuerDesk
    let ocspPort: Int
    let crlPort: Int
    let clock: @Sendable () -> Date
    let logger: Logger
    let onRunning: @Sendable () -> Void

    func run() async throws {
        let ocsp = try await listen(ocspPort, answering: answerOCSP)
        let crl = try await listen(crlPort, answering: answerCRL)
        logger.info("the demo issuer answers", metadata: ["ocsp": "\(ocspPort)", "crl": "\(crlPort)"])
        onRunning()
        try? await gracefulShutdown()
        try await ocsp.close()
        try await crl.close()
    }

    private func listen(_ port: Int, answering answer: @escaping PublishingHandler.Answer) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(PublishingHandler(answer))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }

    /// RFC 6960 appendix A: POST with the request as body, or GET with it in the path.
    @Sendable private func answerOCSP(_ question: PublishingHandler.Question) -> PublishingHandler.Reply? {
        guard let state = try? desk.read(), state.answersOCSP else { return nil }
        let request: [UInt8]
        switch question.method {
        case .POST: request = question.body
        case .GET: request = OCSPPath.request(in: question.uri)
        default: return .init(status: .methodNotAllowed)
        }
        let register = state.register
        let answer = try? desk.authority.ocspResponse(to: request, at: clock()) { register.status($0) }
        guard let answer else { return .init(status: .internalServerError) }
        return .init(type: "application/ocsp-response", body: answer)
    }

    @Sendable private func answerCRL(_ question: PublishingHandler.Question) -> PublishingHandler.Reply? {
        guard let state = try? desk.read(), state.answersCRL else { return nil }
        guard question.method == .GET || question.method == .HEAD else { return .init(status: .methodNotAllowed) }
        let name: String
        switch question.uri {
        case "/demo.crl": name = IssuerDesk.full
        case "/demo-delta.crl": name = IssuerDesk.delta
        default: return .init(status: .notFound)
        }
        guard let list = try? desk.list(name, at: clock()) else { return .init(status: .internalServerError) }
        return .init(type: "application/pkix-crl", body: list)
    }
}
