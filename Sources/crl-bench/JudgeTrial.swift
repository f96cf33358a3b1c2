import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI

/// What a judgement within a login costs where nobody has to be asked: cards that were seen before, and a good answer that
/// is remembered, or a list at hand.
struct JudgeTrial {
    private static let (cards, rounds, listed) = (500, 40, 100_000)

    private let authority: DemoAuthority
    private let presented: [PresentedCard]

    init() throws {
        let authority = try DemoAuthority.make(at: BenchList.now, keys: .ec(.p256))
        let facts = HandshakeFacts(
            version: "TLSv1.3", suite: "TLS_AES_128_GCM_SHA256", group: "X25519",
            signatureScheme: "ecdsa_secp256r1_sha256", serverName: "card.example.al", address: "192.0.2.1",
            exporter: [1, 2, 3])
        presented = try (0..<Self.cards).map { _ in
            let card = try authority.mint(.good, for: .arta, at: BenchList.now, keys: nil) { _ in }
            return PresentedCard(leaf: card.certificate, facts: facts, at: BenchList.now)
        }
        self.authority = authority
    }

    func run() async throws {
        let addresses = authority.addresses
        try await measure("a good answer remembered", [.ocsp(addresses.ocsp), .crl(addresses.crl)])
        try await measure("a list at hand, \(Self.listed) entries", [.crl(addresses.crl)])
    }

    private func measure(_ what: String, _ sources: [RevocationSource]) async throws {
        let judge = try CardJudge(
            issuers: [issuer(sources)], fetcher: try fetcher(), clock: .fixed(BenchList.now), blocks: blocks)
        await judge.poll()
        for card in presented {
            let verdict = await judge.judge(card).summary
            guard verdict.reason == nil else { throw Unusable(detail: "\(what): \(verdict.code)") }
        }
        let (began, cpu) = (ContinuousClock.now, ProcessUse.cpu)
        var admitted = 0
        for _ in 0..<Self.rounds {
            for card in presented where await judge.judge(card).reason == nil { admitted += 1 }
        }
        let count = Self.cards * Self.rounds
        let (used, took) = ((ProcessUse.cpu - cpu) / count, (ContinuousClock.now - began) / count)
        guard admitted == count else { throw Unusable(detail: "\(count - admitted) were refused") }
        say("one judgement, \(what)", "\(microseconds(used)) of CPU, \(microseconds(took)) by the clock")
    }

    private func issuer(_ sources: [RevocationSource]) throws -> CardIssuer {
        let policy = OID(DemoPKI.ObjectIdentifier.demoLoginPolicy)
        var rules = RevocationRules(sources: sources, deadline: .seconds(30))
        rules.ocsp.keepFresh = 0
        return try CardIssuer(
            name: "bench", anchors: [Certificate(der: authority.root.certificate)],
            intermediates: [Certificate(der: authority.issuing.certificate)],
            accept: AcceptanceRules(policies: Set([policy].compactMap { $0 })),
            identity: IdentityMapping(
                namespace: "AL-NID",
                nationalID: AttributeRule(.serialNumber, pattern: try IdentityPattern("^[A-T0-9][0-9]{8}[A-W]$"))),
            revocation: rules, verified: true)
    }

    /// As much as this room sees of blocks: the question, answered from memory.
    private var blocks: BlockList {
        let blocked = Set((0..<10_000).map { DigestAlgorithm.sha256.digest(BenchList.serial($0)) })
        return BlockList { marks in blocked.contains(marks.key) ? .key : nil }
    }

    private func fetcher() throws -> Fetcher {
        let entries = (0..<Self.listed).map { CRLEntry(serial: BenchList.serial($0), date: BenchList.now) }
        let list = try authority.crl(entries, number: 7, thisUpdate: BenchList.now, nextUpdate: BenchList.now + 3_600)
        return Fetcher { [authority] request throws(FetchError) in
            guard case .post(let question, _) = request.method else { return FetchResponse(status: 200, body: list) }
            let answer = try? authority.ocspResponse(
                to: question, at: BenchList.now, options: OCSPAnswerOptions()
            ) { _ in .good }
            guard let answer else { throw .unreachable("cannot sign") }
            return FetchResponse(status: 200, body: answer)
        }
    }

    private func microseconds(_ duration: Duration) -> String {
        "\(duration.components.attoseconds / 1_000_000_000_000) µs"
    }
}
