import Foundation
import OpenSSL

/// One reading of one configuration: what it reads from, what it has read and what it has found.
///
/// Lives within one call and on one thread; nothing of it leaves but the findings.
final class Inspection {
    let folder: String
    /// The moment that validity is judged at: the wall clock, or the fixed one of a sandbox.
    var now: Date
    let environment: [String: String]
    private(set) var findings: [Finding] = []
    private var reported: Set<Finding> = []
    private(set) var hasErrors = false
    private var digests: [String: [UInt8]] = [:]
    private var overrides: [String: String] = [:]
    private var known: Set<String> = []
    /// Entity IDs of sites that have a file and are not served.
    private(set) var withheld: Set<String> = []
    /// The files that are read from now on, by path, where somebody wants to read them again.
    var recording: [String: [UInt8]]?
    /// The only files there are, for a reading that must not depend on the disk.
    private var recorded: [String: [UInt8]]?

    init(folder: String, environment: [String: String], now: Date) {
        self.folder = URL(fileURLWithPath: folder).standardizedFileURL.path
        self.environment = environment.filter { $0.key.hasPrefix("PORTA_") }
        self.now = now
    }

    /// Reads again what another inspection recorded.
    init(_ recorded: [String: [UInt8]], folder: String, environment: [String: String], now: Date) {
        self.folder = folder
        self.environment = environment
        self.now = now
        self.recorded = recorded
    }

    /// What it has read and found, for another that it worked for.
    var inspected: Inspected {
        Inspected(findings: findings, digests: digests, overrides: overrides, known: known, withheld: withheld)
    }

    func take(_ other: Inspected) {
        for finding in other.findings { report(finding) }
        digests.merge(other.digests) { first, _ in first }
        overrides.merge(other.overrides) { first, _ in first }
        known.formUnion(other.known)
        withheld.formUnion(other.withheld)
    }

    func report(_ finding: Finding) {
        // Ten thousand sites may have a warning each.
        guard reported.insert(finding).inserted else { return }
        findings.append(finding)
        if finding.severity == .error { hasErrors = true }
    }

    func withhold(_ entityIDs: [String]) { withheld.formUnion(entityIDs) }

    /// The bytes of a file, which become part of the configuration's hash.
    func read(_ path: String, limit: Int) throws(FileTrouble) -> [UInt8] {
        if let recorded {
            guard let bytes = recorded[path] else { throw .missing }
            return bytes
        }
        let bytes = try FolderFile(path).read(limit: limit)
        recording?[path] = bytes
        digests[shown(path)] = DigestAlgorithm.sha256.digest(bytes)
        return bytes
    }

    /// A path as findings name it: relative to the folder where it lies below it.
    func shown(_ path: String) -> String {
        let path = URL(fileURLWithPath: path).standardizedFileURL.path
        return path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }

    /// What the environment says about a key.
    func override(_ variable: String) -> String? {
        known.insert(variable)
        guard let value = environment[variable] else { return nil }
        overrides[variable] = value
        return value
    }

    /// Whether the environment says something about a key below this one.
    func hasOverride(below variable: String) -> Bool {
        environment.keys.contains { $0.hasPrefix(variable + "_") }
    }

    /// The last parts of the variables one step below this one: `EN` for `PORTA_OPERATOR_NAME_EN`.
    func overrides(below variable: String) -> [String] {
        environment.keys.filter { $0.hasPrefix(variable + "_") }.map { String($0.dropFirst(variable.count + 1)) }
            .filter { !$0.contains("_") && !$0.isEmpty }.sorted()
    }

    /// Variables that look like settings and are none. A warning only: container platforms add variables of their own.
    func reportUnknownVariables() {
        for variable in environment.keys.sorted() where !known.contains(variable) {
            let likely = Likeness.closest(to: variable, among: known)
            report(
                Finding(
                    severity: .warning, file: "environment", key: variable, line: nil, what: "no setting has this name",
                    mend: likely.map { "did you mean \($0)?" } ?? "take it away, or look the key up in the manual"))
        }
    }

    /// SHA-256 over every file that was read and every variable that counted, in the order of their names.
    var hash: [UInt8] {
        var message: [UInt8] = []
        for (name, digest) in digests.sorted(by: { $0.key < $1.key }) {
            message += Array(name.utf8) + [0] + digest
        }
        for (name, value) in overrides.sorted(by: { $0.key < $1.key }) {
            message += Array(name.utf8) + [0] + DigestAlgorithm.sha256.digest(Array(value.utf8))
        }
        return DigestAlgorithm.sha256.digest(message)
    }
}

/// What an inspection has read and found, as a value.
struct Inspected: Sendable {
    let findings: [Finding]
    let digests: [String: [UInt8]]
    let overrides: [String: String]
    let known: Set<String>
    let withheld: Set<String>
}
