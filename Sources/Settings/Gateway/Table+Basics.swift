public import Foundation
import Login

/// How long is kept what was recorded, in seconds.
public struct Retention: Hashable, Sendable {
    public let audit: TimeInterval
    /// Certificates and revocation answers: what a decision was made from.
    public let evidence: TimeInterval

    public init(audit: TimeInterval, evidence: TimeInterval) {
        self.audit = audit
        self.evidence = evidence
    }
}

/// Where the records lie.
public enum Store: Hashable, Sendable {
    /// The path of the file.
    case sqlite(String)
}

extension Table {
    /// The fixed clock of a sandbox. A production gateway that holds its clock would let expired cards in.
    func clock(isSandbox: Bool) -> Date? {
        guard let setting = value("clock") else { return nil }
        guard isSandbox else {
            setting.error("a fixed clock is for the sandbox only", "take it away, or write environment: sandbox")
            return nil
        }
        return setting.moment()
    }

    func languages() -> [Language]? {
        guard let setting = required("languages"), let languages = setting.list({ $0.language() }) else { return nil }
        guard !languages.isEmpty, Set(languages).count == languages.count else {
            setting.error("names no language, or one of them twice", "write it as [ sq, en ]")
            return nil
        }
        return languages
    }

    /// Numbers are for ever: they stand in labels. 0 means all issuers and cannot be given away.
    func issuerSets(_ premises: Premises) -> [UInt8: Set<String>] {
        nested("issuer-sets")?.table { table in
            var sets: [UInt8: Set<String>] = [:]
            for (name, value) in table.all() {
                guard let number = UInt8(name), (1...63).contains(number) else {
                    value.error(
                        "\"\(name)\" is no number of a set", "number the sets from 1 to 63; 0 means all issuers")
                    continue
                }
                guard let issuers = value.issuerNames(premises) else { continue }
                guard !issuers.isEmpty, !sets.values.contains(issuers) else {
                    value.error("is empty, or the same as another set", "name the issuers of the set, or take it away")
                    continue
                }
                sets[number] = issuers
            }
            return sets
        } ?? [:]
    }

    func times() -> LoginTimes {
        let usual = LoginTimes()
        guard let setting = nested("times") else { return usual }
        return setting.table { table in
            let times = LoginTimes(
                start: table.value("start")?.duration() ?? usual.start,
                card: table.value("card")?.duration() ?? usual.card,
                consent: table.value("consent")?.duration() ?? usual.consent)
            let sum = times.start + times.card + times.consent
            guard sum <= LoginTimes.whole else {
                setting.error(
                    "start, card and consent are \(Int(sum / 60)) minutes together, more than 90",
                    "shorten one of them; an attempt ends after 90 minutes")
                return nil
            }
            return times
        } ?? usual
    }

    func retention() -> Retention {
        let usual = Retention(audit: 10 * 365 * 86_400, evidence: 3 * 365 * 86_400)
        return nested("retention")?.table { table in
            Retention(
                audit: table.value("audit")?.duration() ?? usual.audit,
                evidence: table.value("evidence")?.duration() ?? usual.evidence)
        } ?? usual
    }

    /// Where the issuers' last good lists are kept: named, or `revocation` beside the store. It is made at the start.
    func revocationFolder(beside store: Store?) -> String { keptFolder("revocation", beside: store) }

    /// A folder for what was fetched, named by `NAME-folder`, or `NAME` beside the store.
    func keptFolder(_ name: String, beside store: Store?) -> String {
        if let setting = value("\(name)-folder"), let path = setting.text() { return setting.file.resolve(path) }
        guard case .sqlite(let path) = store else { return name }
        return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/\(name)"
    }

    /// The path of a folder, where one is named.
    func folder(_ key: String) -> String? {
        guard let setting = value(key), let name = setting.text() else { return nil }
        let path = setting.file.resolve(name)
        guard FolderFile(path).isFolder else {
            setting.error("there is no folder \"\(name)\"", "correct the path, or take the key away")
            return nil
        }
        return path
    }
}

extension Setting {
    func store() -> Store? {
        guard let text = text() else { return nil }
        if text.hasPrefix("sqlite:"), text.utf8.count > 7 {
            let path = file.resolve(String(text.dropFirst(7)))
            let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            guard FolderFile(folder.isEmpty ? "/" : folder).isFolder else {
                error("there is no folder for \"\(text)\"", "make the folder \(folder), or correct the path")
                return nil
            }
            return .sqlite(path)
        }
        if text.hasPrefix("postgresql:") || text.hasPrefix("postgres:") {
            error("PostgreSQL is not spoken yet by this version", "write sqlite:porta.sqlite")
        } else {
            error("\"\(text)\" is no store", "write it as sqlite:porta.sqlite")
        }
        return nil
    }
}
