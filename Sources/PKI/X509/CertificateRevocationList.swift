import Foundation
import OpenSSL
import SwiftASN1

/// A full CRL (RFC 5280 §5), read but not yet believed. Entries stay in the bytes as they came: eight bytes more for each.
struct CertificateRevocationList: Sendable {
    let der: [UInt8]
    let toBeSigned: Range<Int>
    let signatureAlgorithm: [UInt8]
    let signature: [UInt8]
    let issuer: DistinguishedName
    let thisUpdate: Date
    let nextUpdate: Date?
    let extensions: ExtensionList
    /// Magnitude of the CRL number, if there is one.
    let number: [UInt8]?
    let scope: CRLScope
    let entries: CRLEntries

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
        let outer = try parts.next(0x30)
        let signature = try parts.next(0x03)
        guard parts.isAtEnd else { throw ASN1Error.invalidASN1Object(reason: "not three parts") }
        toBeSigned = body.whole
        signatureAlgorithm = Array(der[outer.whole])
        self.signature = try DER.parse(der[signature.whole]).wholeBits()

        var fields = DERCursor(der, in: body.content)
        // RFC 5280 §5.1.2.1: version 2, since extensions are required
        guard Array(der[try fields.next(0x02).content]) == [1] else {
            throw ASN1Error.invalidASN1Object(reason: "not version 2")
        }
        guard Array(der[try fields.next(0x30).whole]) == signatureAlgorithm else {
            throw ASN1Error.invalidASN1Object(reason: "two signature algorithms")
        }
        issuer = try DistinguishedName(DER.parse(der[try fields.next(0x30).whole]))
        thisUpdate = try DER.parse(der[try fields.next().whole]).date()
        let hasNext = fields.tag == 0x17 || fields.tag == 0x18
        nextUpdate = try hasNext ? DER.parse(der[fields.next().whole]).date() : nil
        entries = try CRLEntries(der, in: fields.tag == 0x30 ? fields.next(0x30).content : 0..<0)
        extensions = try fields.tag == 0xA0 ? ExtensionList(DER.parse(der[fields.next().content])) : ExtensionList()
        guard fields.isAtEnd else { throw ASN1Error.invalidASN1Object(reason: "something follows the last field") }
        number = try extensions.node(.crlNumber)?.magnitude()
        scope = try extensions.node(.issuingDistributionPoint).map(CRLScope.init) ?? CRLScope()
    }

    /// What keeps this list from saying anything about user certificates; nil if nothing does.
    var defect: String? {
        if let unknown = extensions.unknownCritical(besides: Self.understood) {
            return "unknown critical extension \(unknown)"
        }
        if extensions[.deltaIndicator] != nil { return "a delta CRL where a full one is expected" }
        if nextUpdate == nil { return "no nextUpdate" }
        return scope.defect ?? entries.defect
    }

    private static let understood: Set<OID> = [
        .crlNumber, .issuingDistributionPoint, .authorityKeyIdentifier, .deltaIndicator,
    ]

    func isSigned(by authority: IssuingAuthority) -> Bool {
        // RFC 5280 §6.3.3(f): keyUsage, if present, allows CRLs
        authority.certificate.subject.der == issuer.der
            && authority.certificate.keyUsage?.contains(.cRLSign) ?? true
            && authority.signed(Array(der[toBeSigned]), algorithm: signatureAlgorithm, signature: signature)
    }

    /// What the list says of a serial number; nil if it does not name it.
    func reason(of serial: [UInt8]) -> RevocationReason? { entries.reason(of: serial, in: der) }
}
