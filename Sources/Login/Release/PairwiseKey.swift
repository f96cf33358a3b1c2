public import OpenSSL
public import PKI

/// The key of the names by which sites know persons. Losing it loses every account that is known by such a name.
public struct PairwiseKey: Sendable {
    private let secret: [UInt8]
    private let personKey: [UInt8]
    private let sessionKey: [UInt8]
    /// What blocked persons are hashed with.
    public let blocks: BlockKey

    /// - Parameter secret: 32 bytes.
    public init(_ secret: [UInt8]) throws(OpenSSLError) {
        guard secret.count == 32 else { throw .malformed("a pairwise key of \(secret.count) bytes") }
        self.secret = secret
        blocks = BlockKey(pairwise: secret)
        sessionKey = HKDF.sha256(key: secret, salt: [], info: Array("porta session name 1".utf8), length: 32)
        personKey = HKDF.sha256(key: secret, salt: [], info: Array("porta person 1".utf8), length: 32)
    }

    /// The person's name at this site or group of sites: the same after a new card, a new issuer of the namespace and
    /// a rebuilt database. Lower-case base32 of 160 bits of HMAC-SHA-256, 32 characters.
    public func identifier(of holder: CardHolder, at site: RelyingParty) -> String {
        let message =
            Array("porta pairwise 1".utf8) + [0] + Array((site.pairwiseGroup ?? site.id.value).utf8) + [0]
            + Array(holder.identityNamespace.utf8) + [0] + Array(holder.nationalID.utf8)
        return Base32.encode(Array(HMAC.sha256(key: secret, message).prefix(20)))
    }

    /// The person's name at every site that may have it, made as the pairwise ones are and equal to none of them.
    public func subject(_ holder: CardHolder) -> String {
        let message =
            Array("porta subject 1".utf8) + [0] + Array(holder.identityNamespace.utf8) + [0]
            + Array(holder.nationalID.utf8)
        return Base32.encode(Array(HMAC.sha256(key: secret, message).prefix(20)))
    }

    /// By what the sessions of a person at a site are found, where the site names the person alone.
    func sessionMark(_ site: RelyingParty.ID, _ name: String) -> [UInt8] {
        HMAC.sha256(key: sessionKey, Array(site.value.utf8) + [0] + Array(name.utf8))
    }

    static let personLength = 16

    /// A keyed hash that tells persons apart within an attempt and in logs, and names nobody.
    func person(_ holder: CardHolder) -> [UInt8] {
        let message = Array(holder.identityNamespace.utf8) + [0] + Array(holder.nationalID.utf8)
        return Array(HMAC.sha256(key: personKey, message).prefix(Self.personLength))
    }
}
