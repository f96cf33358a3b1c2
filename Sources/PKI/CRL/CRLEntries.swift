import Foundation
import SwiftASN1

/// The revoked certificates of a CRL (RFC 5280 §5.1.2.6): an exact index over the list's own bytes, sorted by serial
/// number.
struct CRLEntries: Sendable {
    /// Where the serial number stands, how long it is, why it is listed and whose it is.
    private struct Entry {
        let position: UInt32
        let length: UInt8
        let reason: UInt8
        let issuers: UInt16
    }

    private var index: [Entry] = []
    /// Whom the entries' `certificateIssuer` named, in order. The first are the list's own issuer.
    private var issuers: [[CanonicalName]]
    /// Which of them a `certificateIssuer` names, by its bytes: that of nearly every entry was read before.
    private var issuerNumbers: [ArraySlice<UInt8>: UInt16] = [:]
    private var namedIssuers: [[CanonicalName]: UInt16] = [:]
    /// How many entries had to be read in full.
    private var unusual = 0
    /// An entry that this reader does not understand makes the whole list useless (RFC 5280 §5.3).
    private(set) var defect: String?

    init(_ der: [UInt8], in range: Range<Int>, of head: CRLHead) throws {
        issuers = [[head.name]]
        var (list, current) = (DERCursor(der, in: range), UInt16(0))
        index.reserveCapacity(range.count / 32)
        while !list.isAtEnd {
            var entry = DERCursor(der, in: try list.next(0x30).content)
            let serial = try Self.serial(der, entry.next(0x02).content)
            _ = try Self.time(der, &entry)
            let reason = try entry.isAtEnd ? .unspecified : read(der, entry.next(0x30).whole, head, &current)
            guard entry.isAtEnd, let position = UInt32(exactly: serial.lowerBound) else { throw DERCursor.Malformed() }
            index.append(
                Entry(
                    position: position, length: UInt8(serial.count), reason: reason.rawValue, issuers: current))
        }
        index.sort { one, other in
            switch Self.order(der, one, other) {
            case 0: Self.weight(one) < Self.weight(other)  // listed twice: what is final stands first
            case let order: order < 0
            }
        }
    }

    var count: Int { index.count }

    /// What the list says of a certificate; nil if it does not name it.
    ///
    /// - Parameter serial: the content of the INTEGER.
    func entry(of serial: [UInt8], issuedBy issuer: CanonicalName, in der: [UInt8]) -> CRLEntry? {
        var (low, high) = (0, index.count)
        while low < high {
            let middle = low + (high - low) / 2
            if Self.order(der, index[middle], serial) < 0 { low = middle + 1 } else { high = middle }
        }
        for entry in index[low...] {
            guard Self.order(der, entry, serial) == 0 else { return nil }
            // RFC 5280 §5.3.3: issuer and serial number together name a certificate
            guard issuers[Int(entry.issuers)].contains(issuer) else { continue }
            var behind = DERCursor(der, in: Int(entry.position) + Int(entry.length)..<der.count)
            return CRLEntry(
                reason: RevocationReason(rawValue: entry.reason) ?? .unspecified, date: try? Self.time(der, &behind))
        }
        return nil
    }

    /// What the list says of a serial number of its own issuer, given by its magnitude.
    func reason(of magnitude: [UInt8], in der: [UInt8]) -> RevocationReason? {
        let serial = magnitude.first ?? 0 < 0x80 ? magnitude : [0] + magnitude
        return entry(of: serial, issuedBy: issuers[0][0], in: der)?.reason
    }

    // MARK: Reading

    /// Where the content of a serial number stands, in its shortest form. Negative ones are none of RFC 5280's, but a
    /// list that names one is read all the same (§4.1.2.2: gracefully).
    private static func serial(_ der: [UInt8], _ content: Range<Int>) throws -> Range<Int> {
        guard let first = content.first, content.count <= 21 else { throw DERCursor.Malformed() }
        guard content.count > 1 else { return content }
        let isNegative = der[first + 1] >= 0x80
        guard der[first] != (isNegative ? 0xFF : 0) else { throw DERCursor.Malformed() }
        return content
    }

    private static func time(_ der: [UInt8], _ entry: inout DERCursor) throws -> Date {
        guard entry.tag == 0x17 || entry.tag == 0x18 else { throw DERCursor.Malformed() }
        return try DER.parse(der[entry.next().whole]).date()
    }

    private mutating func read(
        _ der: [UInt8], _ whole: Range<Int>, _ head: CRLHead, _ current: inout UInt16
    ) throws -> RevocationReason {
        let usual = UsualExtensions(der, whole)
        if let usual, usual.reason != .removeFromCRL || head.isDelta {
            guard let issuer = usual.issuer else { return usual.reason }
            if head.scope.isIndirect, let number = issuerNumbers[der[issuer]] {
                current = number
                return usual.reason
            }
        }
        // 100,000 take half a second: a list made of nothing else is somebody's attempt to take more.
        unusual += 1
        guard unusual <= 100_000 else { throw ASN1Error.invalidASN1Object(reason: "too many unusual entries") }
        let extensions = try CRLEntryExtensions(der[whole])
        if let found = extensions.defect { defect = found }
        if extensions.reason == .removeFromCRL, !head.isDelta { defect = "an entry that only a delta CRL may have" }
        if let names = extensions.certificateIssuers {
            // §5.3.3: only where the list says that it is indirect
            if !head.scope.isIndirect { defect = "an entry of another issuer" }
            current = try number(of: names)
            // 1,000: a name may be written in many ways.
            if let issuer = usual?.issuer, issuerNumbers.count < 1_000 { issuerNumbers[der[issuer]] = current }
        }
        return extensions.reason
    }

    private mutating func number(of names: [CanonicalName]) throws -> UInt16 {
        if let known = namedIssuers[names] { return known }
        // 1,000 issuers: an indirect list of a whole nation has dozens.
        guard issuers.count < 1_000 else { throw ASN1Error.invalidASN1Object(reason: "entries of too many issuers") }
        issuers.append(names)
        namedIssuers[names] = UInt16(issuers.count - 1)
        return UInt16(issuers.count - 1)
    }

    // MARK: Order

    private static func weight(_ entry: Entry) -> Int {
        switch RevocationReason(rawValue: entry.reason) {
        case .certificateHold: 1
        case .removeFromCRL: 2
        default: 0
        }
    }

    private static func order(_ der: [UInt8], _ one: Entry, _ other: Entry) -> Int {
        guard one.length == other.length else { return Int(one.length) - Int(other.length) }
        let (start, second) = (Int(one.position), Int(other.position))
        for offset in 0..<Int(one.length) where der[start + offset] != der[second + offset] {
            return Int(der[start + offset]) - Int(der[second + offset])
        }
        return 0
    }

    private static func order(_ der: [UInt8], _ entry: Entry, _ serial: [UInt8]) -> Int {
        guard Int(entry.length) == serial.count else { return Int(entry.length) - serial.count }
        let start = Int(entry.position)
        for offset in serial.indices where der[start + offset] != serial[offset] {
            return Int(der[start + offset]) - Int(serial[offset])
        }
        return 0
    }
}

/// What a list says of one certificate.
struct CRLEntry: Hashable, Sendable {
    let reason: RevocationReason
    /// nil where the date cannot be read any more.
    let date: Date?
}
