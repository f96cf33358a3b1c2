import Foundation
import OpenSSL

/// A CRL as it serves: what it says of itself, and its serial numbers in an index.
struct IndexedList: Sendable {
    let head: CRLHead
    let serials: RevokedSerials
    /// How many entries it has itself.
    let count: Int
    /// Of the whole list as it came.
    let sha256: [UInt8]

    var number: [UInt8]? { head.number }

    func finding(of serial: [UInt8]) -> RevokedSerials.Finding {
        // A number too long for an index is in none.
        SerialNumber(serial).map { serials[$0] } ?? .absent
    }

    /// Of a certificate, which an indirect list may know under another issuer's name (RFC 5280 §6.3.3(i)).
    func finding(of certificate: Certificate) -> RevokedSerials.Finding {
        guard isAnothers(certificate), let serial = SerialNumber(certificate.serial) else {
            return finding(of: certificate.serial)
        }
        return serials[SerialNumber(serial, issuedBy: CanonicalName(certificate.issuer))]
    }

    /// Whether the list is an indirect one of another issuer than the certificate's.
    func isAnothers(_ certificate: Certificate) -> Bool {
        head.scope.isIndirect && !head.issuer.matches(certificate.issuer)
    }
}

/// A full list, with the delta that adds to it, if there is one (RFC 5280 §5.2.4).
struct ListInService: Sendable {
    let full: IndexedList
    var delta: IndexedList?
    /// Whether the delta is current and fits: one that does not lifts and holds nothing, but whom it revoked stays so.
    var deltaCounts = false

    var issuer: DistinguishedName { full.head.issuer }
    var thisUpdate: Date { full.head.thisUpdate }
    var nextUpdate: Date? { full.head.nextUpdate }
    var number: [UInt8]? { full.head.number }
    var scope: CRLScope { full.head.scope }
    /// How many entries both have.
    var count: Int { full.count + (deltaCounts ? delta?.count ?? 0 : 0) }

    enum Finding: Hashable, Sendable {
        case absent
        case listed(RevocationReason, by: Part)
        /// Revoked by an earlier list.
        case listedBefore
        case unreadable

        enum Part: Hashable, Sendable { case full, delta }
    }

    /// RFC 5280 §6.3.3(i) and (j): the delta's word first, then the full list's; but nothing lifts a revocation.
    func finding(of serial: [UInt8]) -> Finding {
        finding(full.finding(of: serial), delta?.finding(of: serial) ?? .absent)
    }

    /// Likewise, whoever issued the certificate.
    func finding(of certificate: Certificate) -> Finding {
        finding(full.finding(of: certificate), delta?.finding(of: certificate) ?? .absent)
    }

    private func finding(_ inFull: RevokedSerials.Finding, _ inDelta: RevokedSerials.Finding) -> Finding {
        var isUnreadable = false
        var hold: Finding = .absent
        for (finding, part) in [(inFull, Finding.Part.full), (inDelta, .delta)] {
            if finding == .unreadable { isUnreadable = true }
            guard case .listed(let listed) = finding else { continue }
            guard !listed.isFinal else {
                return listed.reason.map { .listed($0, by: part) } ?? .listedBefore
            }
            guard part == .full || deltaCounts else { continue }
            hold = listed.isRemoval ? .absent : .listed(.certificateHold, by: part)
        }
        // What one part says for ever stands; what else a list would say that cannot be read, nobody knows.
        return isUnreadable ? .unreadable : hold
    }

    /// Up to when both together tell of holds.
    var toldAt: Date {
        guard deltaCounts, let delta else { return thisUpdate }
        return max(thisUpdate, delta.head.thisUpdate)
    }
}
