import OpenSSL
public import PKI

/// The key under which blocked persons are hashed: the store says of nobody that he is blocked, and a list of all national
/// identifiers does not help whoever reads it without the key (threats: K1).
///
/// It is derived from the pairwise key, which never changes; so a block survives whatever else is made anew.
public struct BlockKey: Sendable {
    private let secret: [UInt8]

    init(pairwise secret: [UInt8]) {
        self.secret = HKDF.sha256(key: secret, salt: [], info: Array("porta block 1".utf8), length: 32)
    }

    /// The person, whatever cards of whatever issuers of the namespace name him.
    public func person(namespace: String, nationalID: String) -> BlockSubject {
        .person(HMAC.sha256(key: secret, Array(namespace.utf8) + [0] + Array(nationalID.utf8)))
    }

    /// Everything by which a card can be blocked.
    public func subjects(of card: CardMarks) -> [BlockSubject] {
        var subjects: [BlockSubject] = [
            .issuer(card.issuer), .card(authority: card.authority, serial: card.serial), .key(card.key),
        ]
        if let holder = card.holder {
            subjects.append(person(namespace: holder.identityNamespace, nationalID: holder.nationalID))
        }
        return subjects
    }
}
