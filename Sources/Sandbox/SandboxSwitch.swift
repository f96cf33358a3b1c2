import DemoPKI
public import Foundation

/// What can be switched in a sandbox while it runs.
public enum SandboxSwitch: Hashable, Sendable {
    case revoke(card: String)
    case hold(card: String)
    /// Undoes both.
    case release(card: String)
    case ocsp(Bool)
    case crl(Bool)
    /// Empties the gateway's revocation caches.
    case forget

    /// Reads the words behind the folder on the command line.
    public init(words: [String]) throws(SandboxError) {
        switch (words.first, words.dropFirst().first, words.count) {
        case ("revoke", let card?, 2): self = .revoke(card: card)
        case ("hold", let card?, 2): self = .hold(card: card)
        case ("release", let card?, 2): self = .release(card: card)
        case ("ocsp", "on", 2): self = .ocsp(true)
        case ("ocsp", "off", 2): self = .ocsp(false)
        case ("crl", "on", 2): self = .crl(true)
        case ("crl", "off", 2): self = .crl(false)
        case ("forget", nil, 1): self = .forget
        default: throw .unknownSwitch(words.joined(separator: " "))
        }
    }

    /// Does it to the sandbox in the folder; what concerns cards is published in a new full CRL and delta at once.
    public func perform(in path: String, at now: Date) async throws(SandboxError) {
        let change: (inout IssuerState) throws(SandboxError) -> Void
        switch self {
        case .forget: return try await forget(in: path)
        case .revoke(let card):
            change = { state throws(SandboxError) in try state.record(card, as: .revoked, at: now) }
        case .hold(let card):
            change = { state throws(SandboxError) in try state.record(card, as: .onHold, at: now) }
        case .release(let card):
            change = { state throws(SandboxError) in try state.record(card, as: Self.released(card), at: now) }
        case .ocsp(let answers): change = { state throws(SandboxError) in state.answersOCSP = answers }
        case .crl(let answers): change = { state throws(SandboxError) in state.answersCRL = answers }
        }
        try IssuerDesk(Place(path)).change(at: now, change)
    }

    /// A card that the responder never heard of is unknown to it again.
    private static func released(_ card: String) -> IssuerState.Standing {
        card == DemoCard.Kind.justActivated.rawValue ? .unknown : .good
    }

    private func forget(in path: String) async throws(SandboxError) {
        let summary = try SandboxSummary.read(path)
        let address = summary.operations + "/sandbox/forget"
        guard let port = summary.operations.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw .notASandbox(path: path, missing: SandboxSummary.file)
        }
        let status: Int
        do {
            status = try await Knock.post("/sandbox/forget", port: port)
        } catch {
            throw .gateway(address: address, reason: "does not answer (\(error))")
        }
        guard (200..<300).contains(status) else { throw .gateway(address: address, reason: "answered \(status)") }
    }
}
