public import Logging
import Login
import PKI

/// One line for each login in the operations log: no name, no number, no certificate (R43).
public struct LoginLog: Sendable {
    private let logger: Logger
    private let meter: Meter
    private let limit = LogLimit()

    public init(logger: Logger, meter: Meter) {
        self.logger = logger
        self.meter = meter
    }

    /// A login that was released to its site.
    func released(site: RelyingParty.ID, case caseNumber: CaseNumber, answer: String) {
        meter.login(.released, nil)
        logger.info(
            "login",
            metadata: [
                "outcome": "released", "reason": "ok", "site": "\(escaped(site.value))", "case": "\(caseNumber)",
                "answer": "\(answer)",
            ])
    }

    /// A login that ended otherwise. What was shown before is not counted again.
    func ended(_ refusal: Refusal, detail: String? = nil) {
        guard !refusal.isRepeated else { return }
        let failed = refusal.trace?.steps.first { !$0.ok }
        ended(
            refusal.reason, site: refusal.site?.id, case: refusal.caseNumber, isRecorded: refusal.isRecorded,
            detail: detail ?? refusal.detail ?? failed.map { "\($0.name.rawValue): \($0.detail)" })
    }

    /// - Parameters:
    ///   - isRecorded: there is an audit record; other lines are limited, since strangers can cause any number.
    ///   - detail: what was wrong, in words of ours: nothing that a stranger sent, and nothing personal.
    func ended(
        _ reason: RefusalReason, site: RelyingParty.ID?, case caseNumber: CaseNumber, isRecorded: Bool = false,
        detail: String? = nil
    ) {
        meter.login(reason.outcome, reason)
        guard let suppressed = isRecorded ? 0 : limit.pass(reason.rawValue) else { return }
        var metadata: Logger.Metadata = [
            "outcome": "\(reason.outcome.rawValue)", "reason": "\(reason.rawValue)", "case": "\(caseNumber)",
        ]
        if suppressed > 0 { metadata["suppressed"] = "\(suppressed)" }
        if let site { metadata["site"] = "\(escaped(site.value))" }
        if let detail { metadata["detail"] = "\(escaped(detail))" }
        logger.info("login", metadata: metadata)
    }

    /// What came of a message about logging out, or of a logout. Sites can cause any number of lines.
    func logout(_ outcome: String, site: RelyingParty.ID?, detail: String? = nil) {
        guard let suppressed = limit.pass("logout " + outcome) else { return }
        var metadata: Logger.Metadata = ["outcome": "\(outcome)"]
        if suppressed > 0 { metadata["suppressed"] = "\(suppressed)" }
        if let site { metadata["site"] = "\(escaped(site.value))" }
        if let detail { metadata["detail"] = "\(escaped(detail))" }
        logger.info("logout", metadata: metadata)
    }

    /// An error of ours: the log has it, the page only its number. A body that ends early comes here too, so strangers
    /// can cause any number.
    func incident(_ error: any Error, case caseNumber: CaseNumber) {
        guard let suppressed = limit.pass("incident") else { return }
        var metadata: Logger.Metadata = ["case": "\(caseNumber)", "error": "\(escaped("\(error)"))"]
        if suppressed > 0 { metadata["suppressed"] = "\(suppressed)" }
        logger.error("incident", metadata: metadata)
    }

    /// Entity IDs come from metadata: a line stays a line.
    private func escaped(_ text: String) -> String {
        String(text.unicodeScalars.map { Self.breaksLines($0) ? "?" : Character($0) })
    }

    /// Controls (C0, DEL, C1) and the separators that some readers of logs take for the end of a line.
    private static func breaksLines(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029
    }
}
