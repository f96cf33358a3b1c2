import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: V7. Exact at any size: what is listed is always found, what is not never.
@Suite struct `An index of serial numbers` {
    /// More than fit into a table, so that the index is a file.
    static let many = 20_000

    typealias Numbers = @Sendable (Int) -> [UInt8]
    static let kinds: [(String, Numbers)] = [
        ("in sequence", { Serials.bytes($0 + 1, 4) }),
        ("of all lengths", { Serials.random($0, 4 + $0 % 17) }),
        ("of 20 octets", { Serials.random($0, 20) }),
        ("of 20 octets that begin with all ones", { [UInt8](repeating: 0xFF, count: 16) + Serials.bytes($0, 4) }),
        ("with one beginning", { [UInt8](repeating: 0x41, count: 16) + Serials.bytes($0, 4) }),
        ("with one end", { [1] + Serials.bytes($0, 3) + [UInt8](repeating: 0x41, count: 16) }),
        (
            "that differ in the middle",
            { [7] + [UInt8](repeating: 0, count: 8) + Serials.bytes($0, 3) + [0, 0, 0, 0, 9] }
        ),
        ("that are powers and their neighbours", { [UInt8](repeating: 1, count: 1 + $0 % 17) + Serials.bytes($0, 3) }),
    ]

    @Test(arguments: kinds.indices)
    func `finds every number that is listed and no other`(kind: Int) async throws {
        let (name, number) = Self.kinds[kind]
        let list = try BulkList()
        defer { list.remove() }
        let serials = (0..<Self.many).map(number)
        try list.write(serials.shuffled())
        let loaded = try await list.load()
        #expect(loaded.mappedBytes > 0, "\(name)")
        let listed = Set(serials.map { Array($0.drop { $0 == 0 }) })
        #expect(loaded.known == listed.count, "\(name)")
        #expect(serials.allSatisfy(loaded.lists), "\(name)")
        var neighbours: [[UInt8]] = []
        for serial in serials.prefix(2_000) {
            for place in serial.indices {
                var other = serial
                other[place] ^= 1
                neighbours.append(other)
            }
            neighbours.append(Array(serial.dropFirst()))
            if serial.count < 20 { neighbours.append([1] + serial) }
        }
        let strangers = neighbours.filter { !listed.contains(Array($0.drop { $0 == 0 })) }
        #expect(!strangers.contains(where: loaded.lists), "\(name)")
    }

    @Test func `takes a number with leading zeros for the same number, and none that is too long for any`() async throws
    {
        let list = try BulkList()
        defer { list.remove() }
        for serials in [[[0x80], [0x7F, 0xFF]], (0..<Self.many).map { Serials.bytes($0 + 0x80, 4) }] {
            try list.write(serials)
            let loaded = try await list.load()
            #expect(loaded.lists([0x80]) && loaded.lists([0, 0, 0x80]))
            #expect(!loaded.lists([UInt8](repeating: 0x80, count: 21)))
            #expect(!loaded.lists([]) && !loaded.lists([0]))
        }
    }

    @Test(arguments: [4, 20_000])
    func `keeps the graver of two entries for one number, in any order`(count: Int) async throws {
        let list = try BulkList()
        defer { list.remove() }
        let serials = (0..<count).map { Serials.random($0, 12) }
        for reasons: [UInt8] in [[6, 1], [1, 6]] {
            try list.write(serials + serials) { reasons[$0 / count] }
            let loaded = try await list.load()
            #expect(loaded.count == 2 * count && loaded.known == count)
            let code = loaded.finding(of: serials[0])
            #expect(serials.allSatisfy { loaded.finding(of: $0) == code })
            try list.write(serials) { _ in 1 }
            #expect(try await list.load().finding(of: serials[0]) == code)
            try list.write(serials) { _ in 6 }
            #expect(try await list.load().finding(of: serials[0]) != code)
        }
    }

    /// One number so many times that its bucket would swallow the index.
    @Test func `is not upset by one number many times over`() async throws {
        let list = try BulkList()
        defer { list.remove() }
        let serials = (0..<Self.many).map { Serials.random($0, 12) }
        try list.write(serials + [[UInt8]](repeating: [0x42, 0x42], count: 40_000)) { $0 % 2 == 0 ? 6 : 1 }
        let loaded = try await list.load()
        #expect(loaded.known == Self.many + 1 && loaded.count == Self.many + 40_000)
        #expect(loaded.lists([0x42, 0x42]))
    }

    /// How quick it is, `scripts/bench-crl` measures: here every other test runs at the same time.
    @Test func `is small`() async throws {
        let list = try BulkList()
        defer { list.remove() }
        let serials = (0..<50_000).map { Serials.bytes($0 &* 7_919 + 1, 16) }
        try list.write(serials)
        let loaded = try await list.load()
        #expect(loaded.mappedBytes < 50_000 * 18 + 5_000_000)
        #expect(serials.prefix(20_000).allSatisfy(loaded.lists))
    }

    /// Revoked is for ever, a hold is not (threats: V12).
    @Test(arguments: [(10, 10), (20_000, 20_000), (10, 20_000), (20_000, 10)])
    func `remembers whom an earlier list revoked, and forgets whom it held`(before: Int, after: Int) async throws {
        let list = try BulkList()
        defer { list.remove() }
        let old = (0..<before).map { Serials.random($0, 12) }
        let new = (0..<after).map { Serials.random($0 + 1_000_000, 12) }
        try list.write(old) { $0 % 2 == 0 ? 1 : 6 }
        let first = try await list.load()
        try list.write(new, number: 2)
        let second = try await list.load(after: first)
        #expect(new.allSatisfy(second.lists))
        #expect(stride(from: 0, to: before, by: 2).allSatisfy { second.finding(of: old[$0]) == .listed(.before) })
        #expect(stride(from: 1, to: before, by: 2).allSatisfy { second.finding(of: old[$0]) == .absent })
        #expect(second.count == after && second.known == after + before / 2)
        // A number that was revoked and is held now stays revoked.
        try list.write(old, number: 3) { _ in 6 }
        let third = try await list.load(after: second)
        #expect(third.finding(of: old[0]) == .listed(.before))
        #expect(third.finding(of: old[1]) != .listed(.before) && third.lists(old[1]))
    }
}

/// Serial numbers by their place: the same in every run.
enum Serials {
    static func bytes(_ number: Int, _ length: Int) -> [UInt8] {
        (0..<length).map { UInt8(truncatingIfNeeded: number >> (8 * (length - 1 - $0))) }
    }

    static func random(_ index: Int, _ length: Int) -> [UInt8] {
        let digest = DigestAlgorithm.sha256.digest(bytes(index, 8))
        return [digest[31] % 255 + 1] + digest.prefix(length - 1)
    }
}
