/// How much of a document is read before it is refused (R24).
public struct XMLLimits: Sendable {
    public var bytes: Int
    public var depth: Int
    /// Elements, attributes and namespace declarations together.
    public var nodes: Int
    /// A comment is a way to cut an identifier in two (CVE-2017-11427): messages may hold none at all.
    public var commentsAllowed: Bool
    /// A byte order mark at the start, as editors on Windows leave it in files.
    public var byteOrderMarkAllowed: Bool

    public init(bytes: Int, depth: Int, nodes: Int, commentsAllowed: Bool, byteOrderMarkAllowed: Bool) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.commentsAllowed = commentsAllowed
        self.byteOrderMarkAllowed = byteOrderMarkAllowed
    }

    /// A protocol message.
    public static let request = XMLLimits(
        bytes: 65_536, depth: 32, nodes: 2_000, commentsAllowed: false, byteOrderMarkAllowed: false)
    /// The metadata of one entity.
    public static let metadata = XMLLimits(
        bytes: 262_144, depth: 32, nodes: 8_000, commentsAllowed: true, byteOrderMarkAllowed: true)
    /// A file that holds the metadata of many entities, read entity by entity, each under `metadata`.
    public static let aggregate = XMLLimits(
        bytes: 134_217_728, depth: 32, nodes: 6_000_000, commentsAllowed: true, byteOrderMarkAllowed: true)

    /// libxml2 compares each attribute of a tag with every other: a tag of 100,000 would take minutes. No element of
    /// SAML has more than a dozen.
    static let attributesInOneTag = 256
}
