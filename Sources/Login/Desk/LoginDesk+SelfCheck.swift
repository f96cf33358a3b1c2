import Foundation
public import OpenSSL
import PKI

extension LoginDesk {
    /// A label that belongs to no attempt, for the start-up self-check (R3): what it opens leads nowhere.
    public func selfCheckLabel() throws(OpenSSLError) -> String {
        guard let tag = LoginAttempt.Tag(randomness(6)) else { throw .failed("making a tag") }
        return try labels.text(
            of: CardLabel(
                tag: tag, cardUse: 0, expires: clock.now().addingTimeInterval(times.card),
                policy: CardLabel.Policy(version: .tls13, issuerSet: 0)))
    }

    /// What the judge makes of a possession that the self-check got back: `nil` if it opened nothing, or was accepted.
    ///
    /// - Parameter certificate: DER of the certificate that was presented; the possession must hold this very one.
    public func selfCheckVerdict(_ possessionText: String, presenting certificate: [UInt8]) async -> RefusalReason? {
        guard let contents = try? sealing.open(possessionText, as: .possession, cookie: nil),
            let possession = Possession(contents: contents), possession.leaf == .certificate(certificate)
        else { return nil }
        let presented = PresentedCard(leaf: certificate, facts: possession.facts, at: possession.at)
        return await judge.judge(presented).reason.map { RefusalReason($0) }
    }
}
