import Fetch
import OpenSSL

/// Whether lists are kept beside the store, so that the last good ones survive a restart, and who is told of trouble.
public struct ListKeeping: Sendable {
    /// The folder; nil keeps nothing.
    public var folder: String?
    /// Told of what an operator should know and no visitor is refused for: a delta that does not fit, a damaged file.
    public var report: @Sendable (String) -> Void

    public init(in folder: String? = nil, report: @escaping @Sendable (String) -> Void = { _ in }) {
        self.folder = folder
        self.report = report
    }

    func memory(_ issuer: CardIssuer, fetcher: Fetcher, randomness: Randomness) throws(PKIError) -> ListMemory {
        let shelf: ListShelf
        do {
            shelf =
                try folder.map { folder throws(FileTrouble) in
                    try ListShelf(folder: folder, issuer: issuer.name, randomness: randomness)
                } ?? ListShelf(randomness: randomness)
        } catch {
            throw .unusableIssuer(issuer.name, reason: "\(error)")
        }
        let report = report
        return ListMemory(shelf, of: issuer, fetcher: fetcher) { report("\(issuer.name): \($0)") }
    }
}

/// What an issuer's revocation knows of its lists besides the lists themselves.
struct ListMemory: Sendable {
    let shelf: ListShelf
    /// Asks for lists only: for nobody who waits, and for a login. A thread that has let others go first stays behind
    /// them, so that the two have one each.
    let (patient, hurried): (Fetcher, Fetcher)
    let report: @Sendable (String) -> Void
    /// The newest lists ever believed, by address.
    var marks: [String: ListMark] = [:]
    /// Deltas by their own address, whether they fit or not.
    var deltas: [String: HeldList] = [:]
    /// What was reported last about an address, so that it is said once.
    var reported: [String: String] = [:]
    var restoring: Task<Void, Never>?
    var isRestored: Bool

    init(
        _ shelf: ListShelf, of issuer: CardIssuer, fetcher: Fetcher,
        report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        (self.shelf, self.report) = (shelf, report)
        patient = fetcher.inQueue("\(issuer.name) lists")
        hurried = fetcher.inQueue("\(issuer.name) lists for a login")
        isRestored = shelf.folder == nil
    }

    func log(_ card: CardKey, _ evidence: RevocationEvidence) {
        do { try RevokedLog(on: shelf).append(card, evidence) } catch { report("\(error)") }
    }

    mutating func forget() {
        (marks, deltas, reported) = ([:], [:], [:])
        shelf.removeAll()
    }

    /// Says something about an address, unless it was said last.
    mutating func tell(_ url: String, _ trouble: String?) {
        guard reported[url] != trouble else { return }
        reported[url] = trouble
        if let trouble { report("\(url): \(trouble)") }
    }
}
