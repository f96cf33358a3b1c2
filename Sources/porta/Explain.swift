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
        guard let site = configuration.keptBook().site(relyingParty) else {
            let known = configuration.sites.prefix(20).map(\.relyingParty.id.value).joined(separator: ", ")
            throw Problem("no site \(relyingParty); there are: \(known); see porta relying-party list")
        }
        return site.relyingParty
    }

    private func leaf() throws -> [UInt8] {
        let bytes = try contents(of: certificate)
        return PEM.decode(String(decoding: bytes, as: UTF8.self), label: "CERTIFICATE").first ?? bytes
    }

    private func show(_ explanation: Explanation) {
        let width = explanation.steps.map(\.name.count).max() ?? 0
        for step in explanation.steps {
            let name = step.name + String(repeating: " ", count: width - step.name.count)
            print("\(Terminal.mark(step.ok)) \(Terminal.strong(name))  \(step.detail)")
        }
        for answer in explanation.revocation {
            let since = answer.thisUpdate.map { ", as of \($0.formatted(.iso8601))" } ?? ""
            let age = answer.age.map { " (\($0) s old)" } ?? ""
            let words = "\(answer.source) \(answer.url): \(answer.status)\(since)\(age), \(answer.detail)"
            print("    " + Terminal.faint(words))
        }
        print("")
        print("reason               " + Terminal.strong(explanation.reason))
        for (language, headline) in explanation.told.sorted(by: { $0.key < $1.key }) {
            print("the holder is told   \(language): \(headline)")
        }
        if let status = explanation.siteGets { print("the site gets        \(status)") }
        for attribute in explanation.attributes {
            let manner = attribute.required ? "always" : "if the holder ticks it"
            print("                     \(attribute.item), \(manner)  " + Terminal.faint(attribute.name))
        }
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
    /// The headline of the page, in the first language; and in each.
    let holderIsTold: String?
    let told: [String: String]
    let siteGets: String?
    /// What an assertion for this site would hold besides the name.
    let attributes: [Attribute]

    struct Attribute: Encodable {
        let item: String
        let name: String
        let required: Bool
    }

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
        told = Dictionary(
            uniqueKeysWithValues: pages.languages.compactMap { language in
                refusal.flatMap { pages.headline(of: $0.rawValue, in: language) }.map { (language.rawValue, $0) }
            })
        siteGets = site.map { site in
            refusal.map { door.statusText($0, detail: site.statusDetail) }
                ?? "an assertion with a \(site.nameID.words) name, and:"
        }
        let items = refusal == nil ? site.map { ($0.required, $0.optional) } : nil
        let name = { (item: Item) in site.map { door.attributeName(item, at: $0.id) } ?? door.attributeName(item) }
        attributes =
            (items?.0 ?? []).map { Attribute(item: $0.rawValue, name: name($0), required: true) }
            + (items?.1 ?? []).map { Attribute(item: $0.rawValue, name: name($0), required: false) }
    }
}

extension NameIDKind {
    fileprivate var words: String {
        switch self {
        case .pairwise: "persistent (pairwise)"
        case .transient: "transient"
        case .nationalID: "national-id"
        }
    }
}
