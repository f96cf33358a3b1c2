import Fetch
import Foundation
import OpenSSL
import Synchronization

/// Fetches one CRL and believes nothing that is not proven. No state.
struct ListSource: Sendable {
    let url: String
    let isDelta: Bool
    let issuer: CardIssuer
    let fetcher: Fetcher
    let clock: WallClock
    let shelf: ListShelf
    /// Whether a login waits for it.
    let isAwaited: Bool

    enum Finding: Sendable {
        /// A newer list, and the file that keeps it when it is given its place.
        case list(HeldList, PrivateFile?)
        /// The one at hand is still the newest.
        case unchanged
        case nothing(RevocationAnswer.Status, String)
    }

    /// - Parameters:
    ///   - held: the list at hand.
    ///   - mark: the newest that was ever at hand.
    @concurrent
    func fetch(after held: HeldList?, _ mark: ListMark?, within deadline: Duration) async -> Finding {
        let intake: ListIntake
        do {
            intake = ListIntake(
                try ListReader(
                    after: held?.list.full.serials, atMost: issuer.revocation.maximumListBytes, on: shelf))
        } catch { return .nothing(.unavailable, "\(error)") }
        let response: FetchResponse
        do {
            response = try await ask(after: held, intake, within: deadline)
        } catch {
            return intake.defect.map { .nothing(.invalid, "\($0)") } ?? .nothing(.unavailable, "\(error)")
        }
        switch response.status {
        case 304 where held != nil: return .unchanged
        case 200:
            return await PatientThread.run(isAwaited: isAwaited) { patience in
                patience.spend(intake.taken)
                return read(intake, response, after: mark)
            }
        default: return .nothing(.unavailable, "HTTP status \(response.status)")
        }
    }

    private func ask(
        after held: HeldList?, _ intake: ListIntake, within deadline: Duration
    ) async throws(FetchError) -> FetchResponse {
        if let path = RevocationSource.path(url) {
            let (tag, limit) = (held?.notes.entityTag, issuer.revocation.maximumListBytes)
            return try await PatientThread.run(isAwaited: isAwaited) { patience -> Result<FetchResponse, FetchError> in
                Result { () throws(FetchError) in
                    try DroppedFile(path: path).stream(unless: tag, atMost: limit) { piece in
                        patience.spend(piece.count)
                        return intake.take(piece)
                    }
                }
            }.get()
        }
        return try await fetcher.stream(question(after: held, within: deadline)) { intake.take($0) }
    }

    private func question(after held: HeldList?, within deadline: Duration) -> FetchRequest {
        let notes = held?.notes
        return FetchRequest(
            url: url, accept: "application/pkix-crl", entityTag: notes?.entityTag,
            modifiedSince: notes?.entityTag == nil ? notes?.lastModified : nil,
            limits: FetchLimits(
                maximumBytes: issuer.revocation.maximumListBytes, connect: min(deadline, .seconds(3)),
                deadline: deadline, drip: .seconds(30), slowest: 10_240),
            isAwaited: isAwaited)
    }

    private func read(_ intake: ListIntake, _ response: FetchResponse, after mark: ListMark?) -> Finding {
        do {
            return try accept(try intake.finish(), response, after: mark)
        } catch let defect as ListDefect {
            return .nothing(.invalid, "\(defect)")
        } catch {
            return .nothing(.unavailable, "\(error)")
        }
    }

    private func accept(
        _ list: consuming UnverifiedList, _ response: FetchResponse, after mark: ListMark?
    ) throws -> Finding {
        // The signature before any content is used (CR-10).
        var signer: IssuingAuthority?
        for authority in issuer.signersOfLists(at: clock.now()) where signer == nil && list.isSigned(by: authority) {
            signer = authority
        }
        guard let signer else { return .nothing(.invalid, "not signed by an authority of this issuer") }
        if let defect = list.defect(asDelta: isDelta) { return .nothing(.invalid, defect) }
        switch freshness(list.head) {
        case .fresh: break
        case .early: return .nothing(.invalid, "its thisUpdate is in the future")
        case .stale(let detail): return .nothing(.stale, detail)
        }
        let (head, sha256, count) = (list.head, list.sha256, list.collector.count)
        let notes = ListFile.Notes(
            url: url, authority: signer.keyFingerprint, sha256: sha256, parts: list.parts,
            entityTag: response.entityTag, lastModified: response.lastModified)
        let empty = IndexedList(head: head, serials: .few([:]), count: count, sha256: sha256)
        if let mark, !HeldList(empty, notes: notes).mayFollow(mark) {
            return .nothing(.invalid, "an older list than the one at hand")
        }
        let (serials, file) = try ListFile.write(list, notes, on: shelf)
        let held = HeldList(
            IndexedList(head: head, serials: serials, count: count, sha256: sha256), notes: notes)
        // The mark before the list: after a crash between the two, the older list is known to be older.
        try held.mark.keep(url, on: shelf)
        return .list(held, file)
    }

    func freshness(_ head: CRLHead) -> RevocationRules.Freshness {
        issuer.revocation.freshness(head, at: clock.now())
    }
}

/// A reader that pieces are handed to from the fetching thread.
private final class ListIntake: Sendable {
    private let reader: Mutex<ListReader?>
    private let found = Mutex<ListDefect?>(nil)
    private let bytes = Mutex(0)

    init(_ reader: consuming ListReader) { self.reader = Mutex(reader) }

    var defect: ListDefect? { found.withLock { $0 } }

    /// How many bytes have come.
    var taken: Int { bytes.withLock { $0 } }

    /// False: the rest need not come.
    func take(_ piece: [UInt8]) -> Bool {
        bytes.withLock { $0 += piece.count }
        do {
            try reader.withLock { reader throws(ListDefect) in try reader?.take(piece) }
            return true
        } catch {
            found.withLock { $0 = error }
            return false
        }
    }

    func finish() throws(ListDefect) -> UnverifiedList {
        if let defect { throw defect }
        guard let reader = reader.withLock({ $0.take() }) else { throw .truncated }
        return try reader.finish()
    }
}
