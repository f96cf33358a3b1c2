/// One question to the outside world, with its bounds.
public struct FetchRequest: Sendable, Equatable {
    public enum Method: Sendable, Equatable {
        case get
        case post([UInt8], contentType: String)
    }

    public var url: String
    public var method: Method
    public var accept: String?
    /// Sent as `If-None-Match` and `If-Modified-Since`: the answer may then be 304 without a body.
    public var entityTag: String?
    public var modifiedSince: String?
    public var limits: FetchLimits
    /// Whose question it is: questions of one name wait for each other, never for those of another.
    public var queue: String
    /// Whether a login waits for it. Only a thread that works for none lets others go first (see `Patience`).
    public var isAwaited: Bool

    public init(
        url: String, method: Method = .get, accept: String? = nil, entityTag: String? = nil,
        modifiedSince: String? = nil, limits: FetchLimits = FetchLimits(), queue: String = "",
        isAwaited: Bool = true
    ) {
        self.url = url
        self.method = method
        self.accept = accept
        self.entityTag = entityTag
        self.modifiedSince = modifiedSince
        self.limits = limits
        self.queue = queue
        self.isAwaited = isAwaited
    }
}

/// What a fetch may cost at most. Each bound holds by itself, while bytes arrive, not only at the end.
public struct FetchLimits: Sendable, Equatable {
    /// Declared or received, whichever is seen first.
    public var maximumBytes: Int
    public var connect: Duration
    /// From the start of the transfer to its last byte.
    public var deadline: Duration
    /// A transfer that stays slower than `slowest` for this long ends.
    public var drip: Duration
    /// Bytes a second.
    public var slowest: Int

    public init(
        maximumBytes: Int = 65_536, connect: Duration = .seconds(3), deadline: Duration = .seconds(5),
        drip: Duration = .seconds(10), slowest: Int = 10
    ) {
        self.maximumBytes = maximumBytes
        self.connect = connect
        self.deadline = deadline
        self.drip = drip
        self.slowest = slowest
    }
}
