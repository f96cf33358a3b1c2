import ArgumentParser
import Foundation
import Gateway
import Login
import PKI
import SAML
import Settings

/// The linter for a request that somebody captured: for developers of sites, who need no configuration of ours.
struct CheckRequest: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a captured AuthnRequest: what is wrong with it, where that is written, and the mend.",
        discussion: """
            Give what the browser sent: the address with ?SAMLRequest=… (Redirect), the value of the form's field \
            SAMLRequest or the form's body (POST), base64, or the XML itself; in a file, or on standard input.

            With --config the request is judged as the gateway would judge it. Without, by Porta's own metadata, saved \
            from https://LOGIN-HOST/saml/metadata, and by the site's:

                porta relying-party check-request --identity-provider porta.xml --metadata site.xml request.txt

            The age of the request is judged only with --at. Exit 0: nothing speaks against it; 1: something does; 2: usage.
            """)

    @Option(name: .customLong("config"), help: "The configuration folder: its sites and its addresses.")
    var folder: String?

    @Option(help: "A file with Porta's own metadata, in place of --config.")
    var identityProvider: String?

    @Option(help: "A file with the site's metadata, in place of the registered one.")
    var metadata: String?

    @Option(help: "Judge at this time (RFC 3339), the age of the request too.")
    var at: String?

    @Flag(help: "One JSON object.")
    var json = false

    @Argument(help: "The file with the captured text; - for standard input.")
    var request: String = "-"

    private struct Granted: Encodable {
        let consumer: String
        let nameIDFormat: String?
    }

    private struct Answer: Encodable {
        let valid: Bool
        let reason: String
        let binding: String?
        let issuer: String?
        let id: String?
        let granted: Granted?
        let findings: [RequestFinding]
    }

    func validate() throws {
        guard (folder == nil) != (identityProvider == nil) else {
            throw ValidationError("give either --config DIR or --identity-provider FILE: whom the request is for")
        }
    }

    func run() throws {
        let now = try at.map(moment) ?? Date()
        let known = try premises(now)
        let provided = try metadata.map { try provider($0, sandbox: known.isSandbox, now) }
        var check = RequestCheck(rules: known.rules, at: now, ignoresAge: at == nil) { issuer in
            [provided ?? known.site(issuer)].compactMap(\.self).first { $0.entityID == issuer }
        }
        let text = try captured()
        var report = check.run(text)
        // Whose request it is shows in the request: what that site may have beyond others counts then.
        if let issuer = report.issuer, let demands = known.demands(issuer) {
            (check.rules, check.demandsSignature) = demands
            report = check.run(text)
        }
        try show(report)
        if !report.valid { throw Verdict.no }
    }

    private struct Premises {
        let rules: RequestRules
        let site: @Sendable (String) -> ServiceProvider?
        let isSandbox: Bool
        var demands: @Sendable (String) -> (rules: RequestRules, signed: Bool)? = { _ in nil }
    }

    private func premises(_ now: Date) throws -> Premises {
        if let folder {
            let configuration = try ConfigurationFolder.parse(["--config", folder]).sound(at: now)
            let book = configuration.keptBook()
            let door = try configuration.door(book, clock: .system)
            return Premises(
                rules: configuration.requestRules, site: { book.site($0)?.serviceProvider },
                isSandbox: configuration.environment == .sandbox,
                demands: { door.demands(of: RelyingParty.ID($0)) })
        }
        let file = identityProvider ?? ""
        do {
            let known = try KnownIdentityProvider(metadata: try contents(of: file), at: now)
            let addresses = [known.redirectURL, known.postURL].compactMap(\.self)
            return Premises(
                rules: RequestRules(entityID: known.entityID, destinations: addresses), site: { _ in nil },
                isSandbox: true)
        } catch let error as SAMLError {
            throw Problem("\(file): \(error); save it from https://LOGIN-HOST/saml/metadata")
        }
    }

    /// The site as its metadata describes it, whether or not it would be registered: its faults are another command's.
    private func provider(_ file: String, sandbox: Bool, _ now: Date) throws -> ServiceProvider {
        let report = MetadataCheck(sandbox: sandbox, at: now).run(try contents(of: file))
        guard let site = report.sites.first, report.sites.count == 1 else {
            throw Problem("\(file): \(report.valid ? "not one site" : report.reason); see porta relying-party check")
        }
        return site
    }

    /// Four times the largest message, and some more: the check says that it is too long.
    private static let limit = 1 << 20

    private func captured() throws -> String {
        let bytes =
            try request == "-"
            ? Array(FileHandle.standardInput.read(upToCount: Self.limit) ?? Data()) : contents(of: request)
        guard bytes.count < Self.limit else { throw Problem("\(request): longer than a request can be") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func show(_ report: RequestReport) throws {
        let granted = report.accepted.map {
            Granted(consumer: $0.consumer.location, nameIDFormat: $0.nameIDFormat)
        }
        guard !json else {
            return try Terminal.json(
                Answer(
                    valid: report.valid, reason: report.reason, binding: report.binding, issuer: report.issuer,
                    id: report.id, granted: granted, findings: report.findings))
        }
        for finding in report.findings {
            print(
                "\(finding.severity.rawValue): \(finding.where): \(finding.what); \(finding.mend) [\(finding.clause)]")
        }
        if let granted { print("the answer would go to \(granted.consumer)") }
        print("\(request == "-" ? "request" : request): \(report.reason)")
    }
}
