import Foundation
import OpenSSL

/// A CRL whose signature was verified, with the key that made it.
struct HeldList: Sendable {
    let list: CertificateRevocationList
    let authority: [UInt8]
    let sha256: [UInt8]
    let entityTag: String?
    let lastModified: String?

    func evidence(_ source: RevocationSource, at now: Date) -> RevocationEvidence {
        RevocationEvidence(
            source: source, thisUpdate: list.thisUpdate, nextUpdate: list.nextUpdate, at: now,
            proof: .crl(issuer: list.issuer.der, number: list.number, sha256: sha256))
    }

    /// Whether this list may take the place of an older one: time and number never go backwards (threats: V6).
    ///
    /// Neither may the list of another authority or scope take its place, or an older list could return over that detour.
    func mayFollow(_ older: HeldList) -> Bool {
        guard older.authority == authority, older.list.scope.names == list.scope.names else { return false }
        guard list.thisUpdate >= older.list.thisUpdate else { return false }
        guard let before = older.list.number else { return true }
        guard let number = list.number else { return false }
        return number.count == before.count
            ? !number.lexicographicallyPrecedes(before) : number.count > before.count
    }
}
