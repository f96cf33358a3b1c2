import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// RFC 5280 §5.2.5, §5.3.3: one list of somebody who issues no cards, over the cards of several issuers.
@Suite struct `Indirect lists` {
    private static let url = "http://lists.demo.invalid/all.crl"
    private static let name = DemoPKI.DistinguishedName([.country("AL"), .commonName("Lists of the nation")])

    private let world: PublishedLists
    private let signer: CertifiedKey

    init() throws {
        world = try PublishedLists()
        signer = try Self.signer(under: world.authority)
    }

    private static func signer(
        under authority: DemoAuthority, adjusting: (inout CertificateShape) -> Void = { _ in }
    ) throws -> CertifiedKey {
        let key = try PrivateKey.generate(.ec(.p256))
        var shape = CertificateShape(
            serial: [7], issuer: DemoAuthority.rootName(authority.label), subject: name,
            from: CardWorld.noon - 86_400, until: CardWorld.noon + 30 * 86_400, publicKey: key.publicKey)
        shape.basicConstraints = .init(isAuthority: false)
        shape.keyUsage = [.cRLSign]
        adjusting(&shape)
        return CertifiedKey(key: key, certificate: try shape.signed(by: authority.root.key))
    }

    private func issuer(_ signers: [CertifiedKey]) throws -> CardIssuer {
        let plain = try world.cards.issuer(sources: [.crl(Self.url)])
        return try CardIssuer(
            name: plain.name, anchors: plain.anchors, intermediates: plain.intermediates, accept: plain.accept,
            identity: plain.identity, revocation: plain.revocation, verified: true,
            listIssuers: signers.map { try Certificate(der: $0.certificate) })
    }

    private func judge(_ signers: [CertifiedKey]? = nil) throws -> CardJudge {
        try CardJudge(
            issuers: [issuer(signers ?? [signer])], fetcher: world.fetcher, clock: WallClock { world.cards.now },
            keeping: ListKeeping(in: world.folder) { report in world.set { $0.reports.append(report) } })
    }

    /// A card that sends its readers to the list, by its issuer's name.
    private func card(naming issuer: DemoPKI.DistinguishedName? = Self.name) throws -> DemoCard {
        try world.cards.card {
            let place = Encode.tagged(0, Encode.tagged(0, Encode.taggedPrimitive(6, Array(Self.url.utf8))))
            let names = issuer.map { [Encode.tagged(2, Encode.tagged(4, $0.der))] } ?? []
            $0.crlAddresses = []
            $0.deltaAddresses = []
            $0.moreExtensions = [Extension("2.5.29.31", Encode.sequence([Encode.sequence([place] + names)]))]
        }
    }

    private func publish(_ entries: [CRLEntry], number: Int = 1, isIndirect: Bool = true) throws {
        var shape = CRLShape(
            issuer: Self.name, entries: entries, number: number, thisUpdate: world.cards.now,
            nextUpdate: world.cards.now + 3_600)
        shape.issuingDistributionPoint = IssuingDistributionPoint.der(address: Self.url, indirect: isIndirect)
        let list = try shape.signed(by: signer.key)
        world.set { $0.served[Self.url] = list }
    }

    private func entry(
        _ card: DemoCard, of issuer: DemoPKI.DistinguishedName?, _ reason: DemoPKI.RevocationReason = .keyCompromise
    ) -> CRLEntry {
        var entry = world.entry(card, reason)
        entry.certificateIssuer = issuer
        return entry
    }

    @Test func `R20 refuse whom they name under its issuer's name, and clear all others`() async throws {
        let (revoked, held, good) = (try card(), try card(), try card())
        // The issuer counts for the entries behind it, too.
        try publish([entry(revoked, of: world.authority.issuingName), entry(held, of: nil, .certificateHold)])
        let judge = try judge()
        for _ in 0..<2 {
            #expect(await world.code(revoked, by: judge) == "revoked")
            #expect(await world.code(held, by: judge) == "on-hold")
            #expect(await world.code(good, by: judge) == "ok")
            await judge.poll()
        }
    }

    @Test func `the same serial number of another issuer revokes nobody`() async throws {
        let card = try card()
        let other = DemoPKI.DistinguishedName([.country("AL"), .commonName("Another authority")])
        try publish([entry(card, of: nil), entry(card, of: other)])
        #expect(await world.code(card, by: try judge()) == "ok")
    }

    @Test func `R20 clear no card that does not send its readers to them`() async throws {
        let other = DemoPKI.DistinguishedName([.country("AL"), .commonName("Other lists")])
        try publish([])
        let judge = try judge()
        for card in [try card(naming: nil), try card(naming: other), try world.cards.card()] {
            #expect(await world.code(card, by: judge) == "revocation-unavailable")
        }
    }

    @Test func `V6 count only where they say that they are indirect`() async throws {
        try publish([], isIndirect: false)
        #expect(await world.code(try card(), by: try judge()) == "revocation-unavailable")
    }

    @Test func `V6 count only from a signer who is configured, while his certificate is valid`() async throws {
        try publish([])
        let card = try card()
        #expect(await world.code(card, by: try judge([])) == "revocation-unavailable")
        #expect(await world.code(card, by: try judge()) == "ok")
        let old = try Self.signer(under: world.authority) { $0.notAfter = CardWorld.noon - 1 }
        let late = CertifiedKey(key: signer.key, certificate: old.certificate)
        #expect(await world.code(card, by: try judge([late])) == "revocation-unavailable")
    }

    @Test func `R20 are kept over a restart, and whom they revoked stays revoked`() async throws {
        let card = try card()
        try publish([entry(card, of: world.authority.issuingName)])
        await (try judge()).poll()
        world.set { $0.isDead = true }
        #expect(await world.code(card, by: try judge()) == "revoked")
        world.set { $0.isDead = false }
        try publish([], number: 2)
        let later = try judge()
        await later.poll()
        #expect(await world.code(card, by: later) == "revoked")
    }

    @Test func `a list issuer must be allowed to sign lists, and be issued by an authority of the issuer's`() throws {
        let mute = try Self.signer(under: world.authority) { $0.keyUsage = [.digitalSignature] }
        #expect(throws: PKIError.self) { try issuer([mute]) }
        let foreign = try Self.signer(under: DemoAuthority.make(at: CardWorld.noon, label: "Demo"))
        #expect(throws: PKIError.self) { try issuer([foreign]) }
    }
}
