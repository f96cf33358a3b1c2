import OpenSSL
import Synchronization

public import struct Foundation.Date

/// Metadata as it was fetched once, verified and judged whole: immutable, and swapped for the next as one.
///
/// Ten thousand sites are held as the text of each, which is read when somebody logs in there: neither start nor memory
/// pays for those where nobody does.
public final class MetadataEdition: Sendable {
    public let notes: EditionNotes
    private let text: EditionText
    private let places: [ExactText: EntityPlace]
    private let sandbox: Bool
    private let read = Mutex<[ExactText: ServiceProvider]>([:])

    /// How many sites are kept as they were read. A bound; those in use at one time are far fewer.
    private static let mostRead = 512

    init(_ notes: EditionNotes, _ text: EditionText, _ places: [ExactText: EntityPlace], sandbox: Bool) {
        self.notes = notes
        self.text = text
        self.places = places
        self.sandbox = sandbox
    }

    public var count: Int { places.count }

    /// The entities, in no order.
    public var entities: [String] { places.values.map(\.id) }

    /// The only entity, if there is just one.
    public var onlyEntity: String? { places.count == 1 ? places.values.first?.id : nil }

    func holds(_ id: ExactText) -> Bool { places[id] != nil }

    /// How many of another edition's sites are not in this one.
    func missing(of other: MetadataEdition) -> Int { other.places.keys.count { places[$0] == nil } }

    /// The site of that entity ID, byte for byte. That it may have run out is for whoever judges a request to say.
    public func site(_ entityID: String) -> ServiceProvider? {
        let id = ExactText(entityID)
        guard let place = places[id] else { return nil }
        if let known = read.withLock({ $0[id] }) { return known }
        let bytes = text.bytes(place.range)
        guard let site = EntityText.site(bytes, id: place.id, until: place.until, sandbox: sandbox) else { return nil }
        read.withLock { read in
            if read.count >= Self.mostRead { read.removeAll(keepingCapacity: true) }
            read[id] = site
        }
        return site
    }
}

/// What is known of an edition besides its sites.
public struct EditionNotes: Codable, Sendable {
    /// `MetadataSource.identity`.
    public var source: String
    /// SHA-256 of the document as it was fetched.
    public var digest: [UInt8]
    public var fetched: Date
    /// Until when the root element may be believed.
    public var validUntil: Date?
    /// Entities that were left out for faults of their own.
    public var refused: Int
    /// Other entities: identity providers and the like.
    public var others: Int
    public var entityTag: String?
    public var lastModified: String?
}

/// Where the text of an entity lies.
struct EntityPlace {
    let id: String
    let range: Range<Int>
    let until: Date?
}

/// The texts of all entities: in memory, or in a file that is mapped.
enum EditionText: Sendable {
    case memory([UInt8])
    case file(MappedFile)

    func bytes(_ range: Range<Int>) -> [UInt8] {
        switch self {
        case .memory(let bytes): Array(bytes[range.clamped(to: 0..<bytes.count)])
        case .file(let file): file.bytes(range)
        }
    }
}
