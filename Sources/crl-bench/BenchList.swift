import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI

/// A list made for measuring: the same serial numbers in the same order each time, 8 to 20 octets and one in a thousand
/// shorter, unsorted; every second entry has a reason, one in sixteen of those is a hold.
enum BenchList {
    static let now = Date(timeIntervalSince1970: 1_900_000_000)

    static func make(in folder: String, entries: Int) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let authority = try DemoAuthority.make(at: now)
        // Made empty first: what stands before and behind the entries is the same.
        let empty = try authority.crl([], thisUpdate: now, nextUpdate: now + 7 * 86_400)
        let frame = try Frame(empty)
        let length = (0..<entries).reduce(0) { $0 + Encode.sequence([entry($1)]).count - 2 }
        var body = frame.fields + header(length)
        body.reserveCapacity(length + 4_096)
        for index in 0..<entries { body += entry(index) }
        body += frame.trailer
        let signed = header(body.count) + body
        let signature = try authority.issuing.key.sign(signed, with: .ecdsa(.sha256))
        let rest = frame.algorithm + Encode.bits(signature)
        try write(header(signed.count + rest.count) + signed + rest, "\(folder)/list.crl")
        try write(authority.root.certificate, "\(folder)/root.der")
        try write(authority.issuing.certificate, "\(folder)/issuing.der")
    }

    static func issuer(_ folder: String) throws -> CardIssuer {
        let identity = IdentityMapping(namespace: "BENCH", nationalID: AttributeRule(.serialNumber))
        return try CardIssuer(
            name: "bench", anchors: [Certificate(der: read("\(folder)/root.der"))],
            intermediates: [Certificate(der: read("\(folder)/issuing.der"))], accept: AcceptanceRules(),
            identity: identity, revocation: RevocationRules(sources: [.dropped(at: "\(folder)/list.crl")]),
            verified: true)
    }

    static func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    private static func write(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// A magnitude whose first octet is below 0x80 and not zero.
    static func serial(_ index: Int) -> [UInt8] {
        var state = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678
        func next() -> UInt64 {  // SplitMix64
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
        let choice = next()
        let length = choice % 1_000 == 0 ? Int(choice / 1_000 % 7) + 1 : Int(choice / 1_000 % 13) + 8
        let words = [next(), next(), next()]
        var bytes = (0..<length).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64($0 % 8 * 8)) }
        bytes[0] = max(1, bytes[0] & 0x7F)
        return bytes
    }

    private static let date: [UInt8] = [0x17, 13] + Array("300101000000Z".utf8)
    private static let reason: [UInt8] = [0x30, 12, 0x30, 10, 6, 3, 0x55, 0x1D, 21, 4, 3, 0x0A, 1]

    private static func entry(_ index: Int) -> [UInt8] {
        let serial = serial(index)
        let extensions = index % 2 == 0 ? reason + [index % 32 == 0 ? 6 : 1] : []
        return [0x30, UInt8(2 + serial.count + date.count + extensions.count), 0x02, UInt8(serial.count)] + serial
            + date
            + extensions
    }

    /// SEQUENCE and a length.
    private static func header(_ length: Int) -> [UInt8] {
        guard length >= 0x80 else { return [0x30, UInt8(length)] }
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) }.drop { $0 == 0 }
        return [0x30, 0x80 | UInt8(bytes.count)] + bytes
    }

    /// What stands around the entries of an empty list.
    private struct Frame {
        let fields: [UInt8], trailer: [UInt8], algorithm: [UInt8]

        init(_ list: [UInt8]) throws {
            var place = Self.content(list, 0).lowerBound
            let body = Self.content(list, place)
            place = body.lowerBound
            // version, algorithm, issuer, two times
            var parts: [Range<Int>] = []
            while parts.count < 5 {
                let end = Self.content(list, place).upperBound
                parts.append(place..<end)
                place = end
            }
            fields = Array(list[body.lowerBound..<place])
            trailer = Array(list[place..<body.upperBound])
            algorithm = Array(list[parts[1]])
        }

        private static func content(_ bytes: [UInt8], _ start: Int) -> Range<Int> {
            let first = Int(bytes[start + 1])
            guard first >= 0x80 else { return start + 2..<start + 2 + first }
            let length = bytes[start + 2..<start + 2 + (first & 0x7F)].reduce(0) { $0 << 8 | Int($1) }
            let begin = start + 2 + (first & 0x7F)
            return begin..<begin + length
        }
    }
}
