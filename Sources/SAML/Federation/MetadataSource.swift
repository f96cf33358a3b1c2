public import Fetch
public import OpenSSL

/// Where metadata is fetched from, and what is believed of it.
public struct MetadataSource: Sendable {
    public enum Place: Hashable, Sendable {
        case url(String)
        /// A file that somebody renews in its place.
        case file(String)
    }

    public let place: Place
    /// Of which one must have signed the root element; never empty. Nothing else about their certificates counts
    /// (Kantara IIP-MD03).
    public let keys: [PublicKey]
    /// How often it is fetched.
    public var refresh: Duration
    public var maximumBytes: Int
    /// How far ahead validUntil may be.
    public var furthest: Duration
    /// How many of a hundred sites may be gone at once. More looks like an accident at the publisher's (S11).
    public var mostVanished: Int
    /// Whether sites may be on this machine.
    public var sandbox: Bool

    public init(
        place: Place, keys: [PublicKey], refresh: Duration = .seconds(3_600), maximumBytes: Int = 128 << 20,
        furthest: Duration = .seconds(365 * 86_400), mostVanished: Int = 20, sandbox: Bool = false
    ) {
        self.place = place
        self.keys = keys
        self.refresh = refresh
        self.maximumBytes = maximumBytes
        self.furthest = furthest
        self.mostVanished = mostVanished
        self.sandbox = sandbox
    }

    /// The address or the path.
    public var name: String {
        switch place {
        case .url(let url): url
        case .file(let path): path
        }
    }

    /// Where a fetch for it may go.
    public var origin: FetchOrigin? {
        if case .url(let url) = place { FetchOrigin(url: url) } else { nil }
    }

    /// What makes it this source and no other, as a file name. A kept edition of another place, of other keys or of a
    /// sandbox is not its own.
    public var identity: String {
        var text = "\(sandbox) \(name)\n"
        for key in keys { text += Hex.encode(DigestAlgorithm.sha256.digest(key.subjectPublicKeyInfo)) + "\n" }
        return String(Hex.encode(DigestAlgorithm.sha256.digest(Array(text.utf8))).prefix(32))
    }
}
