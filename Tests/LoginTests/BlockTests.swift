import DemoPKI
import Foundation
import Login
import OpenSSL
import PKI
import Testing

@Suite struct `A block` {
    /// The judge let the card pass, and before the transaction the operator blocked it.
    @Test(arguments: [RefusalReason.cardBlocked, .issuerBlocked])
    func `that comes between the yes and the transaction wins, and is recorded`(reason: RefusalReason) async throws {
        let world = try World()
        let cookie = world.cookie()
        let offer = try await world.consent(world.issuer.card().certificate, in: cookie)
        let release = try await world.release(offer, in: cookie)
        world.ledger.blocked = reason
        let refusal = try #require(await notAdmitted(release, at: world.desk)?.refusal)
        #expect(refusal.reason == reason && refusal.isRecorded)
        let entry = try #require(world.ledger.entries.last)
        #expect(entry.reason == reason && entry.caseNumber == refusal.caseNumber && entry.answer == nil)
        #expect(world.ledger.entries.count == 1)
        // That use of the card is spent, the request is not.
        world.ledger.blocked = nil
        let again = await refused { try await world.desk.agree(offer.form(), cookie: cookie) }
        #expect(again?.reason == reason && again?.isRepeated == true)
    }

    @Test func `is looked for by person, card, key and issuer when somebody is let in`() async throws {
        let world = try World()
        let cookie = world.cookie()
        try await world.logIn(world.consent(world.issuer.card().certificate, in: cookie), in: cookie)
        let subjects = try #require(world.ledger.entries.last?.judgement?.subjects)
        #expect(Set(subjects.map(\.kind)) == Set(BlockKind.allCases))
        #expect(subjects.contains(.issuer("demo")))
        let key = try PairwiseKey(World.pairwiseSecret).blocks
        let person = key.person(namespace: "AL-NID", nationalID: DemoPerson.arta.nationalID)
        #expect(subjects.contains(person))
        #expect(person.name.count == 32)
    }

    /// Whoever has the store's copy years later must be able to find the block again: the derivation never changes.
    @Test func `of a person is kept under the published hash`() throws {
        let key = try PairwiseKey([UInt8](0..<32)).blocks
        let derived = HKDF.sha256(key: [UInt8](0..<32), salt: [], info: Array("porta block 1".utf8), length: 32)
        let expected = HMAC.sha256(key: derived, Array("AL-NID\0I45314061F".utf8))
        #expect(key.person(namespace: "AL-NID", nationalID: "I45314061F").name == expected)
    }

    @Test func `no kind's name is taken for another's`() {
        let bytes = [UInt8](repeating: 0x61, count: 33)
        let subjects: Set<BlockSubject> = [
            .issuer(String(decoding: bytes, as: UTF8.self)), .key(bytes),
            .card(authority: Array(bytes.prefix(32)), serial: [0x61]),
        ]
        #expect(subjects.count == 3)
    }
}

@Suite struct `A stranger's card` {
    @Test func `leaves its issuer's name with the ledger, and a known issuer's card leaves none`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let stranger = try DemoAuthority.make(at: world.clock.now, label: "Stranger")
        _ = try await world.refusal(of: stranger.mint(at: world.clock.now).certificate, in: cookie)
        _ = try await world.refusal(of: world.issuer.card(.revoked).certificate, "_r2", in: cookie)
        #expect(world.ledger.strangers.map(\.name) == ["C=AL, O=Porta Sandbox, CN=Porta Stranger Issuing CA"])
    }
}
