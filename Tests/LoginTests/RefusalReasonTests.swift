import Login
import PKI
import Testing

@Suite struct `A reason` {
    struct Row: Sendable {
        let reason: RefusalReason
        let code: String
        let outcome: LoginOutcome
        let coarse: CoarseReason
        var isPageOnly = false
    }

    /// The published table.
    static let rows: [Row] = [
        Row(reason: .noCertificate, code: "no-certificate", outcome: .refused, coarse: .refused),
        Row(reason: .handshakeFailed, code: "handshake-failed", outcome: .failed, coarse: .refused),
        Row(
            reason: .wrongCertificateSignature, code: "wrong-certificate-signature", outcome: .refused, coarse: .refused
        ),
        Row(reason: .wrongCertificateUsage, code: "wrong-certificate-usage", outcome: .refused, coarse: .refused),
        Row(reason: .unknownIssuer, code: "unknown-issuer", outcome: .refused, coarse: .refused),
        Row(reason: .issuerNotAccepted, code: "issuer-not-accepted", outcome: .refused, coarse: .refused),
        Row(reason: .issuerBlocked, code: "issuer-blocked", outcome: .refused, coarse: .refused),
        Row(reason: .cardBlocked, code: "card-blocked", outcome: .refused, coarse: .refused),
        Row(reason: .pathInvalid, code: "path-invalid", outcome: .refused, coarse: .refused),
        Row(reason: .notYetValid, code: "not-yet-valid", outcome: .refused, coarse: .refused),
        Row(reason: .expired, code: "expired", outcome: .refused, coarse: .refused),
        Row(reason: .revoked, code: "revoked", outcome: .refused, coarse: .refused),
        Row(reason: .onHold, code: "on-hold", outcome: .refused, coarse: .refused),
        Row(reason: .unknownToIssuer, code: "unknown-to-issuer", outcome: .refused, coarse: .refused),
        Row(reason: .revocationUnavailable, code: "revocation-unavailable", outcome: .refused, coarse: .unavailable),
        Row(reason: .revocationStale, code: "revocation-stale", outcome: .refused, coarse: .unavailable),
        Row(reason: .weakKey, code: "weak-key", outcome: .refused, coarse: .refused),
        Row(reason: .identityUnreadable, code: "identity-unreadable", outcome: .refused, coarse: .refused),
        Row(reason: .cardChanged, code: "card-changed", outcome: .refused, coarse: .refused),
        Row(reason: .cancelled, code: "cancelled", outcome: .cancelled, coarse: .cancelled),
        Row(reason: .notMe, code: "not-me", outcome: .cancelled, coarse: .cancelled),
        Row(reason: .levelNotAvailable, code: "level-not-available", outcome: .refused, coarse: .refused),
        Row(reason: .passiveImpossible, code: "passive-impossible", outcome: .refused, coarse: .refused),
        Row(reason: .nameIDNotAllowed, code: "name-id-not-allowed", outcome: .refused, coarse: .refused),
        Row(reason: .requestDenied, code: "request-denied", outcome: .refused, coarse: .refused),
        Row(reason: .otherSubject, code: "other-subject", outcome: .refused, coarse: .refused),
        Row(reason: .wrongVersion, code: "wrong-version", outcome: .refused, coarse: .refused),
        Row(reason: .notSupported, code: "not-supported", outcome: .refused, coarse: .refused),
        Row(reason: .unsupportedDevice, code: "unsupported-device", outcome: .refused, coarse: .refused),
        Row(reason: .overloaded, code: "overloaded", outcome: .failed, coarse: .unavailable),
        Row(reason: .internal, code: "internal", outcome: .failed, coarse: .unavailable),
        Row(reason: .attemptExpired, code: "attempt-expired", outcome: .failed, coarse: .refused),
        Row(
            reason: .requestInvalid, code: "request-invalid", outcome: .refused, coarse: .refused, isPageOnly: true),
        Row(
            reason: .unknownRelyingParty, code: "unknown-relying-party", outcome: .refused, coarse: .refused,
            isPageOnly: true),
        Row(reason: .wrongBrowser, code: "wrong-browser", outcome: .refused, coarse: .refused, isPageOnly: true),
        Row(reason: .attemptUsed, code: "attempt-used", outcome: .refused, coarse: .refused, isPageOnly: true),
    ]

    @Test func `stands in the table once`() {
        #expect(Self.rows.map(\.reason) == RefusalReason.allCases)
    }

    @Test(arguments: rows.indices)
    func `has its published code, outcome and coarse form`(index: Int) {
        let row = Self.rows[index]
        #expect(row.reason.rawValue == row.code && RefusalReason(rawValue: row.code) == row.reason)
        #expect(row.reason.outcome == row.outcome && row.reason.coarse == row.coarse)
        #expect(row.reason.isPageOnly == row.isPageOnly)
    }

    @Test(arguments: CardRefusal.allCases)
    func `of the judge is published under the same code`(refusal: CardRefusal) {
        #expect(RefusalReason(refusal).rawValue == refusal.rawValue)
    }

    @Test func `before there is an attempt is counted, and known to nobody but the page`() async throws {
        let world = try World()
        let refusal = world.desk.refuse(.overloaded)
        #expect(refusal.reason == .overloaded && refusal.site == nil && refusal.attemptText == nil)
        #expect(!refusal.canTryAgain && refusal.failures == 0 && !refusal.isRepeated)
        let denied = world.desk.refuse(.requestDenied, request: world.request())
        #expect(denied.site?.id == RelyingParty.portal.id && denied.request == world.request())
        #expect(denied.caseNumber != refusal.caseNumber)
        #expect(world.ledger.notes == [.overloaded, .requestDenied])
    }
}
