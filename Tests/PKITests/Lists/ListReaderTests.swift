import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: V6, V7, R20: a list that comes in pieces is whole, signed and understood, or it is nothing.
@Suite struct `A list that comes in pieces` {
    @Test(arguments: [1, 2, 3, 7, 64, 1_000, 16_384])
    func `is the same list however it is cut`(piece: Int) async throws {
        let world = try PublishedLists()
        let (revoked, held, good) = (try world.cards.card(), try world.cards.card(), try world.cards.card())
        var odd = world.entry(held, .certificateHold)
        odd.moreExtensions = [.unknown(critical: false)]
        let others = (0..<200).map { CRLEntry(serial: [1, UInt8($0)], date: CardWorld.noon + Double($0) * 1e8) }
        try world.publish(others + [world.entry(revoked), odd])
        world.set { $0.piece = piece }
        let judge = try world.judge(keeping: false)
        await judge.poll()
        #expect(await world.code(revoked, by: judge) == "revoked")
        #expect(await world.code(held, by: judge) == "on-hold")
        #expect(await world.code(good, by: judge) == "ok")
    }

    @Test(arguments: [KeyKind.rsa(bits: 2_048), .ec(.p256), .ec(.p384)])
    func `is verified with any kind of key`(keys: KeyKind) async throws {
        let world = try CardWorld(keys: keys)
        let card = try world.card(.revoked)
        #expect(try await world.code(card, sources: [world.crl]) == "revoked")
        let broken = try world.list { $0.breaksSignature = true }
        world.set { $0.crl = .bytes(broken) }
        #expect(try await world.code(card, sources: [world.crl]) == "revocation-unavailable")
    }

    /// Ed25519 signs no digests: the signed part is set aside until its signature can be verified.
    @Test func `is verified where its whole is signed, not its digest`() async throws {
        let list = try BulkList(keys: .ed25519)
        defer { list.remove() }
        try list.write([[1], [2, 3]])
        #expect(try await list.load().count == 2)
        var altered = Array(try Data(contentsOf: URL(fileURLWithPath: list.path)))
        altered[altered.count / 2] ^= 1
        try list.put(altered)
        #expect(await list.refusal() != nil)
    }

    @Test func `is nothing when it ends early, at whichever byte`() async throws {
        let list = try BulkList()
        defer { list.remove() }
        try list.write([[1], [2, 3], [4, 5, 6]]) { $0 == 1 ? 6 : nil }
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: list.path)))
        for length in 0..<whole.count {
            try list.put(Array(whole.prefix(length)))
            let refusal = try #require(await list.refusal(), "\(length) bytes")
            #expect(refusal.contains("cannot be read"), "\(length) bytes: \(refusal)")
        }
        try list.put(whole + [0])
        #expect(await list.refusal() == "CRL cannot be read: bytes follow it")
        try list.put(whole)
        #expect(try await list.load().count == 3)
    }

    /// Signed, so that the form alone is what is wrong.
    static let entries: [(String, [UInt8])] = [
        ("no serial number", [0x30, 15, 0x17, 13] + Array("300101000000Z".utf8)),
        ("an empty serial number", entry([])),
        ("a negative serial number of 21 octets", entry([0x80] + [UInt8](repeating: 1, count: 20))),
        ("a serial number of 21 octets", entry([UInt8](repeating: 1, count: 21))),
        ("a serial number with a needless zero", entry([0, 1])),
        ("a serial number of 127 octets", entry([UInt8](repeating: 1, count: 100))),
        ("no date", [0x30, 3, 2, 1, 7]),
        ("something behind the extensions", entry([7], more: reason + [5, 0])),
        ("something that is no extensions", entry([7], more: [5, 0])),
        ("an entry longer than the list", [0x30, 100, 2, 1, 7]),
        ("an entry of 4 GB", [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 2, 1, 7]),
        ("an entry of 65 KB", [0x30, 0x83, 1, 0, 1] + [UInt8](repeating: 0, count: 65_537)),
        ("an entry without end", [0x30, 0x80, 2, 1, 7, 0, 0]),
        ("a length in too many bytes", [0x30, 0x82, 0, 18] + entry([7]).dropFirst(2)),
        ("a length in five bytes", [0x30, 0x85, 0, 0, 0, 0, 18]),
        ("a set in place of an entry", [0x31] + entry([7]).dropFirst()),
        ("half a header", entry([7]) + [0x30]),
    ]

    private static let reason: [UInt8] = [0x30, 12, 0x30, 10, 6, 3, 0x55, 0x1D, 21, 4, 3, 0x0A, 1, 1]

    private static func entry(_ serial: [UInt8], more: [UInt8] = []) -> [UInt8] {
        let date: [UInt8] = [0x17, 13] + Array("300101000000Z".utf8)
        return Encode.value(0x30, [0x02, UInt8(serial.count)] + serial + date + more)
    }

    @Test(arguments: entries.indices)
    func `is nothing with an entry of another form`(index: Int) async throws {
        let (name, entry) = Self.entries[index]
        let list = try BulkList()
        defer { list.remove() }
        try list.write(entries: Self.entry([5]) + entry)
        let refusal = try #require(await list.refusal(), "\(name)")
        #expect(refusal.contains("cannot be read"), "\(name): \(refusal)")
    }

    @Test(arguments: [
        [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xF0], [0x30, 0x80, 0x30, 0x80],
        [0x30, 0x85, 1, 0, 0, 0, 0], [0x30, 2, 0x30, 0x7F], [0x30, 0], [0x31, 0x82, 1, 0], [0], [0xFF, 0xFF, 0xFF],
        [0x30, 0x83, 1, 0, 0, 0x30, 0x83, 0, 0xFF, 0xF0],
        [0x30, 0x83, 8, 0, 0, 0x30, 0x83, 7, 0xFF, 0, 2, 0x83, 7, 0xFE, 0],
    ])
    func `is nothing when its lengths lie`(start: [UInt8]) async throws {
        let list = try BulkList()
        defer { list.remove() }
        for more in [0, 1, 100, 100_000] {
            try list.put(start + [UInt8](repeating: 0x30, count: more))
            #expect(await list.refusal() != nil, "\(more) more bytes")
        }
    }

    @Test func `may be empty, with or without the empty list of entries`() async throws {
        let list = try BulkList()
        defer { list.remove() }
        try list.write(entries: [])
        #expect(try await list.load().count == 0)
        try list.put(
            list.authority.crl([], thisUpdate: CardWorld.noon, nextUpdate: CardWorld.noon + 3_600))
        let loaded = try await list.load()
        #expect(loaded.count == 0 && !loaded.lists([1]))
    }

    @Test func `is no larger than the issuer's lists may be`() async throws {
        let world = try PublishedLists()
        let card = try world.cards.card()
        let list = try world.publish([])
        let fits = try world.judge(keeping: false) { $0.maximumListBytes = list.count }
        #expect(await world.code(card, by: fits) == "ok")
        let tooLong = try world.judge(keeping: false) { $0.maximumListBytes = list.count - 1 }
        #expect(await world.code(card, by: tooLong) == "revocation-unavailable")
    }

    /// An indirect list speaks of other issuers' cards too; the gateway asks it about its own issuer's alone.
    @Test func `lists only its own issuer's cards, though it speaks of others`() async throws {
        let world = try PublishedLists()
        let (own, other, last) = (try world.cards.card(), try world.cards.card(), try world.cards.card())
        var foreign = world.entry(other)
        foreign.certificateIssuer = DemoAuthority.rootName("Demo")
        var back = world.entry(last)
        back.certificateIssuer = world.authority.issuingName
        try world.publish([world.entry(own), foreign, back]) {
            $0.issuingDistributionPoint = IssuingDistributionPoint.der(indirect: true)
        }
        let judge = try world.judge(keeping: false)
        #expect(await world.code(own, by: judge) == "revoked")
        #expect(await world.code(other, by: judge) == "ok")
        #expect(await world.code(last, by: judge) == "revoked")
    }
}
