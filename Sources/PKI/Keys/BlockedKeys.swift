/// Keys that are known to be in wrong hands, by the SHA-256 of their SubjectPublicKeyInfo (threats: R14).
public struct BlockedKeys: Sendable, Equatable {
    private let digests: Set<[UInt8]>

    public static let none = BlockedKeys([])

    public init(_ digests: Set<[UInt8]>) { self.digests = digests }

    public var count: Int { digests.count }

    func contains(_ digest: [UInt8]) -> Bool { digests.contains(digest) }
}
