public import Fetch
import OpenSSL
import Synchronization

public import struct Foundation.Date

/// Keeps the metadata of one source at hand: the last good edition serves until a better one has come, also over
/// restarts and while the source is away. Nobody who logs in waits for it.
public final class MetadataFeed: Sendable {
    public let source: MetadataSource
    private let fetcher: Fetcher
    private let folder: String?
    private let now: @Sendable () -> Date
    private let report: @Sendable (MetadataEvent) -> Void
    private let state = Mutex(State())

    private struct State {
        var edition: MetadataEdition?
        var lastGood: Date?
        var trouble: String?
    }

    /// - Parameters:
    ///   - folder: of this user's alone, where the last good edition is kept; nil keeps nothing.
    ///   - report: told what an operator should know; the same trouble once.
    public init(
        _ source: MetadataSource, fetcher: Fetcher, folder: String?, now: @escaping @Sendable () -> Date,
        report: @escaping @Sendable (MetadataEvent) -> Void = { _ in }
    ) {
        self.source = source
        self.fetcher = fetcher.inQueue("metadata \(source.identity)")
        self.folder = folder
        self.now = now
        self.report = report
    }

    /// The sites as they are believed now.
    public var edition: MetadataEdition? { state.withLock { $0.edition } }

    public var condition: MetadataCondition {
        let held = state.withLock { $0 }
        return MetadataCondition(
            source: source.name, sites: held.edition?.count ?? 0, refused: held.edition?.notes.refused ?? 0,
            validUntil: held.edition?.notes.validUntil, lastGood: held.lastGood, trouble: held.trouble)
    }

    /// Takes up what the last process kept. It is not read whole: that costs milliseconds, however many sites there are.
    public func restore() {
        guard let folder else { return }
        do {
            // What is kept is held to the bounds of now: they may be narrower than those it was taken by.
            let limit = now().addingTimeInterval(source.furthest / .seconds(1))
            guard let kept = try KeptEdition.read(source, in: folder),
                kept.notes.validUntil.map({ $0 <= limit }) ?? true
            else { return }
            state.withLock { ($0.edition, $0.lastGood) = (kept, kept.notes.fetched) }
            report(.restored(source.name, sites: kept.count, validUntil: kept.notes.validUntil))
        } catch {
            report(.trouble(source.name, "\(error)"))
        }
    }

    /// Fetches it once. Whatever goes wrong, what is held stays.
    ///
    /// - Parameter isKept: whether what came is written to the folder.
    public func poll(keeping isKept: Bool = true) async {
        do throws(MetadataTrouble) {
            try await refresh(keeping: isKept ? folder : nil)
            state.withLock { ($0.lastGood, $0.trouble) = (now(), nil) }
        } catch {
            let text = "\(error)"
            let isNew = state.withLock { state in
                defer { state.trouble = text }
                return state.trouble != text
            }
            if isNew { report(.trouble(source.name, text)) }
        }
    }

    /// Polls for ever: ends when the task is cancelled.
    public func run() async throws {
        while true {
            let isWell = state.withLock { $0.trouble == nil }
            // After trouble sooner, and never all nodes at the same moment.
            let pause = isWell ? source.refresh : min(source.refresh, .seconds(300))
            try await Task.sleep(for: pause * Double.random(in: 0.9...1.1))
            await poll()
        }
    }

    private func refresh(keeping folder: String?) async throws(MetadataTrouble) {
        let held = edition
        let (response, document) = try await fetched(held?.notes)
        if response.status == 304, held != nil { return }
        guard response.status == 200 else { throw .status(response.status) }
        guard DigestAlgorithm.sha256.digest(document) != held?.notes.digest else { return }
        let (source, moment) = (source, now())
        // Seconds of work for ten thousand sites: on a thread that lets logins go first.
        let result = await PatientThread.run(isAwaited: false) { patience in
            // A kilobyte of signed XML costs what thirty of a list do.
            patience.spend(document.count * 32)
            return Result { () throws(MetadataTrouble) in
                try Self.edition(document, source, at: moment, response, after: held, folder)
            }
        }
        let (made, findings, unkept) = try result.get()
        // A tree of megabytes has just been let go.
        defer { FreedMemory.giveBack() }
        state.withLock { ($0.edition, $0.lastGood) = (made, moment) }
        report(.changed(source.name, sites: made.count, validUntil: made.notes.validUntil, leftOut: findings))
        if let unkept { throw .unkept(unkept) }
    }

    private static func edition(
        _ document: [UInt8], _ source: MetadataSource, at now: Date, _ response: FetchResponse,
        after held: MetadataEdition?, _ folder: String?
    ) throws(MetadataTrouble) -> (MetadataEdition, [MetadataFinding], unkept: String?) {
        let making = try EditionMaking(document, of: source, at: now)
        var notes = making.notes
        (notes.entityTag, notes.lastModified) = (response.entityTag, response.lastModified)
        let made = making.edition(notes)
        if let held { try made.checkThatItMayFollow(held, source) }
        guard let folder else { return (made, making.findings, nil) }
        do {
            try KeptEdition.write(making, notes, in: folder)
            // From here on the texts lie in the file, and memory is free of them.
            return (try KeptEdition.read(source, in: folder) ?? made, making.findings, nil)
        } catch {
            // As if it had another digest: the next fetch tries to keep it again.
            (notes.digest, notes.entityTag, notes.lastModified) = ([], nil, nil)
            return (making.edition(notes), making.findings, "\(error)")
        }
    }

    private func fetched(_ held: EditionNotes?) async throws(MetadataTrouble) -> (FetchResponse, [UInt8]) {
        do throws(FetchError) {
            switch source.place {
            case .url(let url):
                let limits = FetchLimits(
                    maximumBytes: source.maximumBytes, connect: .seconds(10), deadline: .seconds(300),
                    drip: .seconds(30))
                let response = try await fetcher.fetch(
                    FetchRequest(
                        url: url, accept: "application/samlmetadata+xml", entityTag: held?.entityTag,
                        modifiedSince: held?.lastModified, limits: limits))
                return (response, response.body)
            case .file(let path):
                var bytes: [UInt8] = []
                let response = try DroppedFile(path: path).stream(
                    unless: held?.entityTag, atMost: source.maximumBytes
                ) { piece in
                    bytes += piece
                    return true
                }
                return (response, bytes)
            }
        } catch {
            throw MetadataTrouble(error)
        }
    }
}

/// What happens to a source of metadata.
public enum MetadataEvent: Sendable {
    case restored(String, sites: Int, validUntil: Date?)
    /// Another edition serves. `leftOut`: the entities that it holds and that cannot be served, and why.
    case changed(String, sites: Int, validUntil: Date?, leftOut: [MetadataFinding])
    case trouble(String, String)
}

/// How a source is doing.
public struct MetadataCondition: Sendable {
    public let source: String
    public let sites: Int
    /// Entities left out for their own faults.
    public let refused: Int
    public let validUntil: Date?
    /// When it was last fetched and found good.
    public let lastGood: Date?
    /// Why the last attempt was for nothing.
    public let trouble: String?
}
