public import Fetch
import Foundation

/// Where and how an issuer's revocations are learned. Addresses come from here only, never from a certificate (threats: V1).
public struct RevocationRules: Sendable, Equatable {
    /// In order: the next is asked only where no verified, fresh answer was had.
    public var sources: [RevocationSource]
    /// How often a CRL is polled, and how long at most a good answer is reused.
    public var refresh: Duration
    /// The oldest `thisUpdate` that counts.
    public var maxAge: Duration
    public var maxAgeWithoutNextUpdate: Duration
    public var whenUnavailable: Unavailable
    public var ocsp = OCSPRules()
    /// How far the issuer's clock may be from ours.
    public var skew: Duration
    public var nonce: NoncePolicy
    /// The largest CRL that is received. A nation's of ten million cards is 450 MB; what it costs is disk, not memory.
    public var maximumListBytes: Int
    /// Deltas, by the address of the full list that they add to (RFC 5280 §5.2.4).
    public var deltas: [String: String] = [:]
    /// How long a list counts after its nextUpdate: none, unless an issuer is known to be late with its lists. `maxAge`
    /// ends it all the same. OCSP answers have none.
    public var grace: Duration = .zero
    /// How long one judgement waits for revocation at most, all sources together.
    public var deadline: Duration

    public enum Unavailable: String, Sendable, CaseIterable {
        /// Undecided is refused (threats: R18).
        case refuse
    }

    /// What an OCSP answer without our nonce is worth (RFC 9654 §3).
    public enum NoncePolicy: String, Sendable, CaseIterable {
        /// Nothing.
        case required
        /// As much as another, while it is young: no older than `refresh` and `max-age-without-next-update`.
        case preferred
        /// As much as another: the responder signs its answers in advance (RFC 5019), and none is sent.
        case unused
    }

    public init(
        sources: [RevocationSource], refresh: Duration = .seconds(300), maxAge: Duration = .seconds(86_400),
        maxAgeWithoutNextUpdate: Duration = .seconds(900), whenUnavailable: Unavailable = .refuse,
        skew: Duration = .seconds(60), nonce: NoncePolicy = .preferred, maximumListBytes: Int = 1 << 30,
        deadline: Duration = .seconds(5)
    ) {
        self.sources = sources
        self.refresh = refresh
        self.maxAge = maxAge
        self.maxAgeWithoutNextUpdate = maxAgeWithoutNextUpdate
        self.whenUnavailable = whenUnavailable
        self.skew = skew
        self.nonce = nonce
        self.maximumListBytes = maximumListBytes
        self.deadline = deadline
    }

    enum Freshness {
        case fresh, early
        case stale(String)
    }

    /// RFC 6960 §4.2.2.1, RFC 5280 §6.3.3: from thisUpdate until before nextUpdate, and never beyond our own maximum age.
    func freshness(thisUpdate: Date, nextUpdate: Date?, grace: TimeInterval, at now: Date) -> Freshness {
        guard thisUpdate <= now + skew.seconds else { return .early }
        if let nextUpdate, nextUpdate <= now - grace { return .stale("its nextUpdate has passed") }
        let limit = nextUpdate == nil ? min(maxAge, maxAgeWithoutNextUpdate) : maxAge
        guard now.timeIntervalSince(thisUpdate) <= limit.seconds else {
            return .stale(nextUpdate == nil ? "it has no nextUpdate and is too old" : "older than max-age allows")
        }
        return .fresh
    }

    /// Of a list, full or delta.
    func freshness(_ head: CRLHead, at now: Date) -> Freshness {
        freshness(thisUpdate: head.thisUpdate, nextUpdate: head.nextUpdate, grace: grace.seconds, at: now)
    }
}

/// One place to ask.
public enum RevocationSource: Sendable, Hashable {
    case ocsp(String)
    case crl(String)

    public enum Kind: String, Sendable, CaseIterable { case ocsp, crl }

    public var kind: Kind {
        switch self {
        case .ocsp: .ocsp
        case .crl: .crl
        }
    }

    public var url: String {
        switch self {
        case .ocsp(let url), .crl(let url): url
        }
    }

    /// What the fetcher must be allowed; nil if the address cannot be used, or is a file's.
    public var origin: FetchOrigin? {
        switch self {
        case .ocsp(let url): FetchOrigin(url: url)
        case .crl(let url): FetchOrigin(url: url, among: ["http", "https", "ldap"])
        }
    }

    /// Where a list is dropped as a file; nil for what is fetched.
    public var path: String? { kind == .crl ? Self.path(url) : nil }

    /// A list that is dropped as a file at an absolute path.
    public static func dropped(at path: String) -> RevocationSource { .crl("file://\(path)") }

    static func path(_ url: String) -> String? {
        url.hasPrefix("file:///") && url.utf8.count <= 4_096 ? String(url.dropFirst(7)) : nil
    }
}
