public import PKI

/// What a block is kept under: its kind, and bytes that name the thing and say nothing personal.
public struct BlockSubject: Hashable, Sendable {
    public let kind: BlockKind
    /// The issuer's name; a keyed hash of the person; the issuing key's hash and the serial number; the key's hash.
    public let name: [UInt8]

    private init(_ kind: BlockKind, _ name: [UInt8]) { (self.kind, self.name) = (kind, name) }

    public static func issuer(_ name: String) -> BlockSubject { BlockSubject(.issuer, Array(name.utf8)) }

    /// - Parameters:
    ///   - authority: SHA-256 of the issuing key's SubjectPublicKeyInfo: 32 bytes, so that what follows is the serial.
    ///   - serial: magnitude, big-endian without leading zeros.
    public static func card(authority: [UInt8], serial: [UInt8]) -> BlockSubject {
        BlockSubject(.card, authority + serial)
    }

    /// - Parameter sha256: of the SubjectPublicKeyInfo.
    public static func key(_ sha256: [UInt8]) -> BlockSubject { BlockSubject(.key, sha256) }

    static func person(_ hash: [UInt8]) -> BlockSubject { BlockSubject(.person, hash) }
}
