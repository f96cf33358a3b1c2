import ArgumentParser
import Fetch
import Foundation
import PKI
import Records
import Settings

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say everything that `serve` would refuse or warn of, without serving.")

    @OptionGroup var folder: ConfigurationFolder

    @Flag(help: "Do not ask the revocation sources, and fetch no metadata.")
    var offline = false

    @Flag(help: "One JSON object.")
    var json = false

    private struct Answer: Encodable {
        let valid: Bool
        let findings: [Finding]
        /// What metadata is fetched, and what came of it.
        let metadata: [FetchedMetadata]
    }

    func run() async throws {
        let loaded = folder.load()
        var findings = loaded.findings
        var fetched: [FetchedMetadata] = []
        if let configuration = loaded.configuration {
            findings += wiring(configuration) + store(configuration)
            if !offline { findings += await unreachable(configuration) }
            fetched = await FetchedMetadata.look(configuration, isOffline: offline)
            findings += fetched.flatMap(\.findings)
        }
        let valid = !findings.contains { $0.severity == .error }
        if json {
            try Terminal.json(Answer(valid: valid, findings: findings, metadata: fetched))
        } else {
            for finding in findings { print(finding) }
            for source in fetched { print(source.line) }
            print(valid ? "\(folder.path): good" : "\(folder.path): not usable")
        }
        if !valid { throw Verdict.unusable }
    }

    /// What shows only when the rooms are put together: templates, contexts of TLS, the store's folder.
    private func wiring(_ configuration: Configuration) -> [Finding] {
        do {
            _ = try House(configuration, fetcher: .offline)
            _ = try configuration.policies()
            return []
        } catch {
            let text = (error as? Problem)?.text ?? "\(error)"
            return [
                Finding(
                    severity: .error, file: "porta.yaml", key: "", line: nil, what: text,
                    mend: "correct it, then check again")
            ]
        }
    }

    /// What `serve` would find when it opens the store that is there. It is read, not touched.
    private func store(_ configuration: Configuration) -> [Finding] {
        guard let path = configuration.existingStore else { return [] }
        func finding(_ severity: Finding.Severity, _ what: String, _ mend: String) -> Finding {
            Finding(severity: severity, file: "porta.yaml", key: "store", line: nil, what: what, mend: mend)
        }
        do { try AuditReader.examine(path: path) } catch {
            return [finding(.error, "\(error)", "mend the file, then check again")]
        }
        let attributes = (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
        let owner = (attributes[.ownerAccountID] as? NSNumber)?.uint32Value
        if geteuid() != 0, owner != geteuid() {
            return [finding(.error, "\(path) belongs to another user", "run Porta as its owner, or chown the file")]
        }
        guard let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue, mode & 0o077 != 0 else { return [] }
        return [finding(.warning, "others can read \(path)", "chmod 600 it; `serve` does so when it starts")]
    }

    /// Whether something comes: a list as long as a nation's is not read to its end.
    private func ask(_ source: RevocationSource, _ fetcher: Fetcher) async throws {
        if let path = source.path {
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw FetchError.unreachable("no file at \(path) that can be read")
            }
            return
        }
        do {
            _ = try await fetcher.stream(FetchRequest(url: source.url)) { _ in false }
        } catch FetchError.cancelled {}
    }

    /// A source that does not answer keeps people out: a warning, since it may be back by the time of a login.
    private func unreachable(_ configuration: Configuration) async -> [Finding] {
        var findings: [Finding] = []
        for issuer in configuration.issuers.map(\.issuer) {
            let fetcher = Fetcher.live(allowing: issuer.origins)
            for (index, source) in issuer.revocation.sources.enumerated() {
                var asked = [(source, source.path == nil ? source.kind.rawValue : "file")]
                if let delta = issuer.revocation.deltas[source.url] { asked.append((.crl(delta), "delta")) }
                for (source, key) in asked {
                    do {
                        try await ask(source, fetcher)
                    } catch {
                        findings.append(
                            Finding(
                                severity: .warning, file: "issuers/\(issuer.name).yaml",
                                key: "revocation.sources[\(index)].\(key)", line: nil,
                                what: "\(source.url) does not answer: \(error)",
                                mend: "see whether the address is right and can be reached from here"))
                    }
                }
            }
        }
        return findings
    }
}
