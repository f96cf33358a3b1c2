import Foundation
import OpenSSL

/// A CRL whose signature was verified, with the key that made it.
struct HeldList: Sendable {
    let list: ListInService
    let authority: [UInt8]
    let notes: ListFile.Notes
    /// A list that is not to answer for anybody any more, but whom it revoked stays revoked: a newer one is known.
    var isOutdated = false

    init(_ list: IndexedList, notes: ListFile.Notes) {
        (self.list, self.notes, authority) = (ListInService(full: list), notes, notes.authority)
    }

    private init(_ list: ListInService, _ other: HeldList) {
        (self.list, notes, authority, isOutdated) = (list, other.notes, other.authority, other.isOutdated)
    }

    init(_ file: ListFile) {
        self.init(
            IndexedList(head: file.head, serials: file.serials, count: file.count, sha256: file.notes.sha256),
            notes: file.notes)
    }

    var head: CRLHead { list.full.head }
    var sha256: [UInt8] { list.full.sha256 }
    var mark: ListMark { ListMark(authority: authority, sha256: sha256, parts: notes.parts) }

    func evidence(_ source: RevocationSource, at now: Date) -> RevocationEvidence {
        Self.evidence(source, list.full, at: now)
    }

    /// Whether this list may tell of an authority's certificate: it is that authority's own, by the same key, or an
    /// indirect one of another; whether the certificate sends its readers there, its scope says.
    func mayTell(of certificate: Certificate, issuedBy authority: [UInt8]) -> Bool {
        self.authority == authority || list.full.isAnothers(certificate)
    }

    /// By the part of the list that names a certificate.
    func evidence(_ source: RevocationSource, of certificate: Certificate, at now: Date) -> RevocationEvidence {
        if case .listed(_, .delta) = list.finding(of: certificate), let delta = list.delta {
            return Self.evidence(source, delta, at: now)
        }
        return evidence(source, at: now)
    }

    private static func evidence(_ source: RevocationSource, _ list: IndexedList, at now: Date) -> RevocationEvidence {
        RevocationEvidence(
            source: source, thisUpdate: list.head.thisUpdate, nextUpdate: list.head.nextUpdate, at: now,
            proof: .crl(issuer: list.head.issuer.der, number: list.number, sha256: list.sha256))
    }

    /// What stands in the trace of a card that it clears.
    func summary(at now: Date) -> String {
        let isLate = [list.full.head.nextUpdate, list.deltaCounts ? list.delta?.head.nextUpdate : nil].map {
            $0.map { $0 <= now } ?? false
        }
        return "\(list.count) entries" + (isLate[0] ? ", past its nextUpdate, within the grace" : "")
            + (isLate[1] ? ", its delta past its nextUpdate, within the grace" : "")
    }

    /// Whether this list may take the place of an older one: time and number never go backwards (threats: V6).
    ///
    /// Neither may the list of another authority or scope take its place, or an older list could return over that detour.
    func mayFollow(_ older: ListMark) -> Bool {
        guard older.authority == authority, let before = try? older.parts.head() else { return false }
        return head.isSuccessor(of: before)
    }

    /// This list with a delta, which may fit or not (RFC 5280 §5.2.4).
    func with(_ delta: HeldList?, counts: Bool) -> HeldList {
        var both = ListInService(full: list.full)
        both.delta = delta?.list.full
        both.deltaCounts = counts
        return HeldList(both, self)
    }

    /// Why a delta does not count beside this list; nil if it does.
    func trouble(with delta: HeldList, _ currency: RevocationRules.Freshness) -> String? {
        guard delta.authority == authority else { return "another key signed it" }
        if case .stale(let detail) = currency { return detail }
        if case .early = currency { return "its thisUpdate is in the future" }
        guard delta.head.isDelta(for: head) else {
            // A full list that is newer than the delta has all that the delta says.
            if let number = delta.head.number, let own = head.number, !own.isNumber(below: number) { return "" }
            return "its base, issuer or scope is not that of the full list"
        }
        return nil
    }
}
