import ArgumentParser
import Foundation
import Gateway
import Login
import OpenSSL
import PKI
import Settings

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge one certificate as a login would, and say every step.")

    @OptionGroup var folder: ConfigurationFolder

    @Option(help: "The site's entity ID: what it accepts, and what it would get.")
    var relyingParty: String?

    @Option(help: "Judge at this time (RFC 3339).")
    var at: String?

    @Flag(help: "One JSON object.")
    var json = false

    @Argument(help: "The certificate, PEM or DER; the first one in the file counts.")
    var certificate: String

    func run() async throws {
        let configuration = try folder.sound()
        let site = try site(in: configuration)
        let clock = try at.map { WallClock.fixed(try moment($0)) }
        let house = try House(configuration, clock: clock, blocks: try configuration.storedBlocks(at: clock))
        let leaf = try leaf()
        let facts = HandshakeFacts(
            version: "", suite: "", group: "", signatureScheme: "", serverName: "", address: "", exporter: [])
        let card = PresentedCard(leaf: leaf, facts: facts, at: house.clock.now())
        let summary = await house.judge.judge(
            card, accepted: site?.issuers, demanding: site?.revocation
        ).summary
        let explanation = Explanation(summary, site: site, door: house.door, pages: house.pages)
        if json { try Terminal.json(explanation) } else { show(explanation) }
        if summary.reason != nil { throw Verdict.no }
    }

    private func site(in configuration: Configuration) throws -> RelyingParty? {
        guard let relyingParty else { return nil }
        let known = configuration.sites.map(\.relyingParty)
        guard let site = known.first(where: { $0.id.value == relyingParty }) else {
            throw Problem(
                "no site \(relyingParty); there are: \(known.map(\.id.value).joined(separator: ", "))")
        }
        return site
    }

    private func leaf() throws -> [UInt8] {
        let bytes = try contents(of: certificate)
        return PEM.decode(String(decoding: bytes, as: UTF8.self), label: "CERTIFICATE").first ?? bytes
    }

    private func show(_ explanation: Explanation) {
        for step in explanation.steps { print("\(Terminal.mark(step.ok)) \(step.name): \(step.detail)") }
        for answer in explanation.revocation {
            let age = answer.age.map { ", \($0) s old" } ?? ""
            print("  \(answer.source) \(answer.url): \(answer.status)\(age) \(answer.detail)")
        }
        print("reason: \(explanation.reason)")
        if let told = explanation.holderIsTold { print("the holder is told: \(told)") }
        if let status = explanation.siteGets { print("the site gets: \(status)") }
    }
}

/// A verdict in words, as `explain` prints it.
struct Explanation: Encodable {
    struct Step: Encodable {
        let name: String
        let ok: Bool
        let detail: String
    }

    struct Answer: Encodable {
        let source: String
        let url: String
        let status: String
        let thisUpdate: Date?
        let nextUpdate: Date?
        let age: Int?
        let detail: String
    }

    let reason: String
    let issuer: String?
    let steps: [Step]
    let revocation: [Answer]
    let holderIsTold: String?
    let siteGets: String?

    init(_ summary: VerdictSummary, site: RelyingParty?, door: SAMLDoor, pages: PageRenderer) {
        reason = summary.code
        issuer = summary.issuer
        steps = summary.trace.steps.map { Step(name: $0.name.rawValue, ok: $0.ok, detail: $0.detail) }
        revocation = summary.trace.revocation.map {
            Answer(
                source: $0.source.rawValue, url: $0.url, status: $0.status.rawValue, thisUpdate: $0.thisUpdate,
                nextUpdate: $0.nextUpdate, age: $0.age, detail: $0.detail)
        }
        let refusal = summary.reason.map { RefusalReason($0) }
        holderIsTold = refusal.flatMap { pages.headline(of: $0.rawValue) }
        siteGets = site.map { site in
            refusal.map { door.statusText($0, detail: site.statusDetail) }
                ?? "an assertion with \((site.required + site.optional).map(\.rawValue).joined(separator: ", "))"
        }
    }
}
