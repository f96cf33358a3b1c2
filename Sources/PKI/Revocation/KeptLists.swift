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
            kept.marks[url] = ListMark(url, on: shelf)
            guard let path = shelf.place(url, "list"), shelf.has(path) else { continue }
            do {
                try kept.take(ListFile(at: path, shelf), url, issuer)
            } catch {
                kept.troubles.append("\(error); the list will be fetched anew")
            }
        }
        do { kept.revoked = try RevokedLog(on: shelf).read(rewritingOn: shelf) } catch {
            kept.troubles.append("\(error); cards that a responder called revoked are not remembered")
        }
        return kept
    }

    private mutating func take(_ file: ListFile, _ url: String, _ issuer: CardIssuer) throws(FileTrouble) {
        guard file.notes.url == url else { throw FileTrouble(text: "a kept list is not that of \(url)") }
        // An authority that was taken out of the configuration takes its lists along.
        guard issuer.authorities.contains(where: { $0.keyFingerprint == file.notes.authority }) else { return }
        var held = HeldList(file)
        if let mark = marks[url], mark.sha256 != held.sha256, !held.mayFollow(mark) { held.isOutdated = true }
        lists[url] = held
    }
}
