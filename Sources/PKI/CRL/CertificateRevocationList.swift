import Foundation
import OpenSSL
import SwiftASN1

/// A CRL (RFC 5280 §5), read but not yet believed. Entries stay in the bytes as they came: eight bytes more for each.
struct CertificateRevocationList: Sendable {
    let der: [UInt8]
    let head: CRLHead
    let entries: CRLEntries
    private let toBeSigned: Range<Int>
    private let signature: [UInt8]

    init(der: [UInt8]) throws(PKIError) {
        self = try reading("CRL") { try CertificateRevocationList(reading: der) }
    }

    private init(reading der: [UInt8]) throws {
        self.der = der
        var file = DERCursor(der)
        let whole = try file.next(0x30)
        guard file.isAtEnd else { throw ASN1Error.invalidASN1Object(reason: "bytes follow it") }
        var parts = DERCursor(der, in: whole.content)
        let body = try parts.next(0x30)
        let algorithm = try parts.next(0x30)
        let signature = try parts.next(0x03)
        guard parts.isAtEnd else { throw ASN1Error.invalidASN1Object(reason: "not three parts") }
        toBeSigned = body.whole
        // Bits that are no bytes are nobody's signature; the list is there all the same.
        guard let unused = der[signature.content].first else { throw DERCursor.Malformed() }
        self.signature = unused == 0 ? Array(der[signature.content.dropFirst()]) : []

        var fields = DERCursor(der, in: body.content)
        for tag: UInt8 in [0x02, 0x30, 0x30] { _ = try fields.next(tag) }
        while fields.tag == 0x17 || fields.tag == 0x18 { _ = try fields.next() }
        let opening = body.content.lowerBound..<fields.position
        let list = try fields.tag == 0x30 ? fields.next(0x30).content : 0..<0
        head = try CRLHead(
            fields: Array(der[opening]), trailer: Array(der[fields.position..<body.content.upperBound]),
            algorithm: Array(der[algorithm.whole]))
        entries = try CRLEntries(der, in: list, of: head)
    }

    var issuer: DistinguishedName { head.issuer }
    var thisUpdate: Date { head.thisUpdate }
    var nextUpdate: Date? { head.nextUpdate }
    var number: [UInt8]? { head.number }
    var scope: CRLScope { head.scope }

    /// What keeps this list from deciding about anybody by itself; nil if nothing does.
    var defect: String? {
        head.defect ?? entries.defect ?? (head.isDelta ? "a delta CRL where a full one is expected" : nil)
    }

    func isSigned(by authority: IssuingAuthority) -> Bool {
        // RFC 5280 §6.3.3(f): keyUsage, if present, allows CRLs
        CanonicalName(authority.certificate.subject) == head.name
            && authority.certificate.keyUsage?.contains(.cRLSign) ?? true
            && isSigned(by: authority.key)
    }

    /// Whether this key made the signature (RFC 5280 §6.3.3(g)). An algorithm that is not accepted signs nothing.
    func isSigned(by key: PublicKey, under rules: PathRules = .card) -> Bool {
        SignatureScheme(algorithmIdentifier: head.signatureAlgorithm, rules)?
            .isMade(signature, over: Array(der[toBeSigned]), by: key) ?? false
    }

    /// What the list says of a serial number of its own issuer; nil if it does not name it.
    func reason(of serial: [UInt8]) -> RevocationReason? { entries.reason(of: serial, in: der) }

    /// What the list says of a certificate; nil if it does not name it.
    func entry(of serial: [UInt8], issuedBy issuer: CanonicalName) -> CRLEntry? {
        entries.entry(of: serial, issuedBy: issuer, in: der)
    }
}

extension CRLScope {
    /// Whether a list by a certificate's own issuer covers it for every reason.
    func covers(_ certificate: Certificate, fetchedFrom url: String) -> Bool {
        reasons(for: certificate, fetchedFrom: url, issuer: CanonicalName(certificate.issuer)) == .all
    }
}
