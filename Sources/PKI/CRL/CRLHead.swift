import Foundation
import SwiftASN1

/// Everything of a CRL but its entries (RFC 5280 §5.1, §5.2), read but not yet believed: a few hundred bytes, however
/// many certificates are listed.
struct CRLHead: Sendable {
    /// AlgorithmIdentifier as DER: inside and outside the same.
    let signatureAlgorithm: [UInt8]
    let issuer: DistinguishedName
    /// The issuer, ready to be compared (RFC 5280 §7.1).
    let name: CanonicalName
    let thisUpdate: Date
    let nextUpdate: Date?
    let extensions: ExtensionList
    /// Magnitude of the CRL number.
    let number: [UInt8]?
    /// BaseCRLNumber: only a delta has one (RFC 5280 §5.2.4).
    let baseNumber: [UInt8]?
    let scope: CRLScope

    var isDelta: Bool { baseNumber != nil }

    /// Reads what stands before and behind the entries.
    ///
    /// - Parameters:
    ///   - fields: the content of the TBSCertList up to its entries: version, signature, issuer and times.
    ///   - trailer: what follows the entries: the `[0]` element with the extensions, or nothing.
    ///   - algorithm: the AlgorithmIdentifier beside the signature.
    init(fields: [UInt8], trailer: [UInt8], algorithm: [UInt8]) throws(PKIError) {
        self = try reading("CRL") { try CRLHead(reading: fields, trailer, algorithm) }
    }

    private init(reading bytes: [UInt8], _ trailer: [UInt8], _ algorithm: [UInt8]) throws {
        var fields = DERCursor(bytes)
        // RFC 5280 §5.1.2.1: version 2, since extensions are required
        guard Array(bytes[try fields.next(0x02).content]) == [1] else {
            throw ASN1Error.invalidASN1Object(reason: "not version 2")
        }
        // RFC 5280 §5.1.2.2: the algorithm inside is the one outside
        guard Array(bytes[try fields.next(0x30).whole]) == algorithm else {
            throw ASN1Error.invalidASN1Object(reason: "two signature algorithms")
        }
        signatureAlgorithm = algorithm
        issuer = try DistinguishedName(DER.parse(bytes[try fields.next(0x30).whole]))
        // RFC 5280 §5.1.2.3: never empty
        guard !issuer.relativeNames.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "an empty issuer") }
        name = CanonicalName(issuer)
        thisUpdate = try Self.time(bytes, fields.next().whole)
        nextUpdate = try fields.isAtEnd ? nil : Self.time(bytes, fields.next().whole)
        guard fields.isAtEnd else { throw ASN1Error.invalidASN1Object(reason: "something follows the times") }
        extensions = try trailer.isEmpty ? ExtensionList() : ExtensionList(DER.parse(trailer).explicit(0))
        number = try extensions.node(.crlNumber)?.magnitude()
        baseNumber = try extensions.node(.deltaIndicator)?.magnitude()
        let issuer = issuer
        scope = try extensions.node(.issuingDistributionPoint).map { try CRLScope($0, issuer: issuer) } ?? CRLScope()
        _ = try extensions.node(.freshestCRL).map { try DistributionPoint.list($0, issuer: issuer) }
    }

    /// RFC 5280 §5.1.2.4: UTCTime through 2049, GeneralizedTime from 2050 on.
    private static func time(_ bytes: [UInt8], _ range: Range<Int>) throws -> Date {
        let node = try DER.parse(bytes[range])
        let date = try node.date()
        guard node.identifier == .utcTime || date >= Self.year2050 else {
            throw ASN1Error.invalidASN1Object(reason: "a GeneralizedTime before 2050")
        }
        return date
    }

    static let year2050 = Date(timeIntervalSince1970: 2_524_608_000)

    private static let understood: Set<OID> = [
        .crlNumber, .issuingDistributionPoint, .authorityKeyIdentifier, .deltaIndicator, .freshestCRL,
    ]

    /// What keeps this list from saying anything about anybody; nil if nothing does.
    var defect: String? {
        // RFC 5280 §5.2: a list with an unknown critical extension decides nothing
        if let unknown = extensions.unknownCritical(besides: Self.understood) {
            return "unknown critical extension \(unknown)"
        }
        if nextUpdate == nil { return "no nextUpdate" }  // §5.1.2.5
        // §5.2.3: always there and never critical; without it an older list could come back unseen
        guard number != nil, extensions[.crlNumber]?.critical == false else {
            return "no CRL number, or a critical one"
        }
        return scope.defect
    }

    // MARK: Lists beside each other

    /// Whether this list may take the place of an older one: number and time never go backwards (threats: V6), and
    /// neither may a list of another issuer, kind or scope take its place, or an older one could return over that
    /// detour. Whose key signed the two is for the caller to compare.
    func isSuccessor(of older: CRLHead) -> Bool {
        guard name == older.name, isDelta == older.isDelta, scope == older.scope,
            thisUpdate >= older.thisUpdate
        else { return false }
        guard let before = older.number else { return true }
        return number.map { !$0.isNumber(below: before) } ?? false
    }

    /// Whether this is a delta that brings a complete list up to date (RFC 5280 §5.2.4, §6.3.3(c)).
    func isDelta(for complete: CRLHead) -> Bool {
        guard let baseNumber, let number, let held = complete.number, !complete.isDelta else { return false }
        let (identifier, other) = (extensions[.authorityKeyIdentifier], complete.extensions[.authorityKeyIdentifier])
        return name == complete.name  // (c)(1)
            && scope == complete.scope  // (c)(2)
            && identifier?.value == other?.value  // (c)(3)
            && !held.isNumber(below: baseNumber)  // §5.2.4(c): the complete list is no older than the base
            && held.isNumber(below: number)  // §5.2.4(d): the delta is newer than the complete list
    }

    // MARK: Time

    enum Currency: Hashable, Sendable {
        case current, early
        case stale(String)
    }

    /// From thisUpdate until nextUpdate (RFC 5280 §6.3.3(a)), at most so much later, and never older than so much.
    ///
    /// - Parameter moment: nil asks no questions about time.
    func currency(at moment: Date?, grace: TimeInterval = 0, maximumAge: TimeInterval? = nil) -> Currency {
        guard let moment else { return .current }
        guard thisUpdate <= moment else { return .early }
        if let nextUpdate, moment - grace >= nextUpdate { return .stale("its nextUpdate has passed") }
        if let maximumAge, moment.timeIntervalSince(thisUpdate) > maximumAge {
            return .stale("older than the maximum age allows")
        }
        return .current
    }
}

extension [UInt8] {
    /// Compares magnitudes without leading zeros.
    func isNumber(below other: [UInt8]) -> Bool {
        count == other.count ? lexicographicallyPrecedes(other) : count < other.count
    }
}
