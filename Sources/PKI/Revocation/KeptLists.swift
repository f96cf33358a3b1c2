import OpenSSL

/// What lies on an issuer's shelf when the program starts, believed only where it is sealed and still this issuer's.
struct KeptLists: Sendable {
    private(set) var lists: [String: HeldList] = [:]
    private(set) var marks: [String: ListMark] = [:]
    private(set) var revoked: [(CardKey, RevocationEvidence)] = []
    private(set) var troubles: [String] = []

    @concurrent
    static func read(_ rules: RevocationRules, of issuer: CardIssuer, on shelf: ListShelf) async -> KeptLists {
        var kept = KeptLists()
        for url in rules.sources.filter({ $0.kind == .crl }).map(\.url) + rules.deltas.values {
            do {
                // An authority that was taken out of the configuration takes its lists and marks along.
                if let mark = try ListMark(url, on: shelf), isConfigured(mark.authority, issuer) {
                    kept.marks[url] = mark
                }
            } catch {
                kept.troubles.append("\(error); an older list from \(url) would not be noticed")
            }
            guard let path = shelf.place(url, "list"), shelf.has(path) else { continue }
            do {
                try kept.take(ListFile(at: path, shelf), url, issuer)
            } catch {
                kept.troubles.append("\(error); the list will be fetched anew")
            }
        }
        do {
            let (revoked, unreadable) = try RevokedLog(on: shelf).read(rewritingOn: shelf)
            kept.revoked = revoked
            if unreadable > 0 {
                kept.troubles.append("\(unreadable) lines of \(shelf.log ?? "the log") cannot be read and are left out")
            }
        } catch {
            kept.troubles.append("\(error); cards that a responder called revoked are not remembered")
        }
        return kept
    }

    private static func isConfigured(_ authority: [UInt8], _ issuer: CardIssuer) -> Bool {
        (issuer.authorities + issuer.listIssuers).contains { $0.keyFingerprint == authority }
    }

    private mutating func take(_ file: ListFile, _ url: String, _ issuer: CardIssuer) throws(FileTrouble) {
        guard file.notes.url == url else { throw FileTrouble(text: "a kept list is not that of \(url)") }
        guard Self.isConfigured(file.notes.authority, issuer) else { return }
        var held = HeldList(file)
        if let mark = marks[url], mark.sha256 != held.sha256, !held.mayFollow(mark) { held.isOutdated = true }
        lists[url] = held
    }
}
