import Foundation
import Login
import NIOCore
import OpenSSL
import TLS

/// Why this gateway must not serve.
enum SelfCheckError: Error, CustomStringConvertible {
    case unreachable(String)
    case wrongAnswer(String)
    case rogueAccepted(String)

    var description: String {
        switch self {
        case .unreachable(let detail): "the card host cannot be reached from here: \(detail)"
        case .wrongAnswer(let detail): "the card host did not hand back a possession: \(detail)"
        case .rogueAccepted(let detail):
            "a certificate that nobody vouches for was not judged unknown-issuer but \(detail)"
        }
    }
}

/// Proves over a real connection, before anybody is served, that the card host asks for a certificate and that a rogue
/// one is judged `unknown-issuer` (R3).
struct SelfCheck: Sendable {
    let desk: LoginDesk
    let names: EdgeNames

    func run(at address: SocketAddress) async throws {
        let key = try PrivateKey.generate(.ec(.p256))
        let certificate = try SelfSignedCertificate.make(
            commonName: "self-check", key: key, notBefore: Date(timeIntervalSinceNow: -3600),
            notAfter: Date(timeIntervalSinceNow: 3600))
        let label = try desk.selfCheckLabel()
        let probe = TLSProbe(
            address: Self.reachable(address), port: address.port ?? 443, serverName: "\(label).\(names.cardDomain)",
            identity: try TLSIdentity(
                certificatePEM: PEM.encode(certificate, label: "CERTIFICATE"), privateKeyPEM: try key.pem()))
        let answer = try await Self.ask(
            probe, "GET /?a=selfcheck HTTP/1.1\r\nHost: \(label).\(names.cardDomain)\r\n\r\n")
        guard let possession = Self.possession(in: answer) else {
            throw SelfCheckError.wrongAnswer(String(answer.prefix { !$0.isNewline }))
        }
        let verdict = await desk.selfCheckVerdict(possession, presenting: certificate)
        guard verdict == .unknownIssuer else {
            throw SelfCheckError.rogueAccepted(verdict?.rawValue ?? "accepted, or not asked for at all")
        }
    }

    /// Blocking calls have a thread of their own.
    private static func ask(_ probe: TLSProbe, _ request: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                do {
                    continuation.resume(returning: try probe.answer(to: request))
                } catch {
                    continuation.resume(throwing: SelfCheckError.unreachable("\(error)"))
                }
            }
        }
    }

    /// The value of `p` in the redirect.
    private static func possession(in answer: String) -> String? {
        guard
            let location = answer.split(whereSeparator: \.isNewline).first(where: {
                $0.lowercased().hasPrefix("location:")
            }),
            let parameter = location.split(separator: "&").last, parameter.hasPrefix("p=")
        else { return nil }
        return String(parameter.dropFirst(2))
    }

    /// A listener on all addresses is reached through loopback.
    private static func reachable(_ address: SocketAddress) -> String {
        switch address.ipAddress {
        case "0.0.0.0", nil: "127.0.0.1"
        case "::": "::1"
        case let text?: text
        }
    }
}
