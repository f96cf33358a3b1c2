public import OpenSSL
import SignedXML

/// How the content key travels (XML Encryption 1.1 §5.5.2): RSA-OAEP and nothing else. PKCS #1 v1.5 can be opened by
/// asking (Bleichenbacher), and is on no list (O4).
public struct KeyTransport: Hashable, Sendable {
    /// The older name, whose mask is always MGF1 with SHA-1; the newer one names both.
    public let isVersion11: Bool
    public let digest: DigestAlgorithm
    public let mask: DigestAlgorithm

    /// `http://www.w3.org/2009/xmlenc11#rsa-oaep`.
    public static func oaep(_ digest: DigestAlgorithm, mask: DigestAlgorithm) -> KeyTransport {
        KeyTransport(isVersion11: true, digest: digest, mask: mask)
    }

    /// `http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p`.
    public static func oaepMGF1P(_ digest: DigestAlgorithm) -> KeyTransport {
        KeyTransport(isVersion11: false, digest: digest, mask: .sha1)
    }

    /// What Porta uses where nothing is declared.
    public static let sha256 = oaep(.sha256, mask: .sha256)
    /// What saml2int (SDP-ALG01) asks for.
    public static let sha1 = oaepMGF1P(.sha1)

    public var uri: String { isVersion11 ? Self.version11 : Self.version10 }

    /// Whether SHA-1 is the digest, which the operator must allow.
    public var usesSHA1: Bool { digest == .sha1 }

    var padding: RSAOAEP { RSAOAEP(digest: digest, mask: mask) }

    static let version10 = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
    static let version11 = "http://www.w3.org/2009/xmlenc11#rsa-oaep"

    /// Reads `EncryptionMethod`: what is not said in it is SHA-1 (XML Encryption 1.1 §5.5.2). A label, or a digest that
    /// is not on the list, is nothing for us.
    init?(_ method: XMLElement) {
        let parts = method.elements
        let digests = parts.filter { $0.name == SAMLNamespace.ds("DigestMethod") }
        let masks = parts.filter { $0.name == SAMLNamespace.xenc11("MGF") }
        guard let uri = method.attribute("Algorithm"), digests.count <= 1, masks.count <= 1,
            !parts.contains(where: { $0.name == SAMLNamespace.xenc("OAEPparams") && $0.text?.isEmpty != true }),
            let digest = Self.digest(digests.first)
        else { return nil }
        if sameBytes(uri, Self.version10) {
            // The older name knows no other mask; whoever names one means something else.
            guard masks.isEmpty else { return nil }
            self = .oaepMGF1P(digest)
        } else if sameBytes(uri, Self.version11) {
            guard let mask = Self.mask(masks.first) else { return nil }
            self = .oaep(digest, mask: mask)
        } else {
            return nil
        }
    }

    init(isVersion11: Bool, digest: DigestAlgorithm, mask: DigestAlgorithm) {
        self.isVersion11 = isVersion11
        self.digest = digest
        self.mask = mask
    }

    private static func digest(_ element: XMLElement?) -> DigestAlgorithm? {
        guard let element else { return .sha1 }
        guard let uri = element.attribute("Algorithm") else { return nil }
        return digests.first { sameBytes($0.uri, uri) }?.algorithm
    }

    private static func mask(_ element: XMLElement?) -> DigestAlgorithm? {
        guard let element else { return .sha1 }
        guard let uri = element.attribute("Algorithm") else { return nil }
        return masks.first { sameBytes($0.uri, uri) }?.algorithm
    }

    /// `EncryptionMethod` as it stands in `EncryptedKey`.
    var element: CanonicalElement { method(in: SAMLNamespace.encryption) }

    /// `EncryptionMethod` as it stands in metadata.
    var declared: CanonicalElement { method(in: SAMLNamespace.metadata) }

    private func method(in namespace: XMLNamespace) -> CanonicalElement {
        var parts: [CanonicalElement] = []
        if let uri = Self.digests.first(where: { $0.algorithm == digest })?.uri {
            parts.append(
                CanonicalElement("DigestMethod", in: SAMLNamespace.signature, [CanonicalAttribute("Algorithm", uri)]))
        }
        if isVersion11, let uri = Self.masks.first(where: { $0.algorithm == mask })?.uri {
            parts.append(
                CanonicalElement("MGF", in: SAMLNamespace.encryption11, [CanonicalAttribute("Algorithm", uri)]))
        }
        return CanonicalElement(
            "EncryptionMethod", in: namespace, [CanonicalAttribute("Algorithm", uri)],
            parts.map { .element($0) })
    }

    private static let digests: [(uri: String, algorithm: DigestAlgorithm)] = [
        ("http://www.w3.org/2000/09/xmldsig#sha1", .sha1), ("http://www.w3.org/2001/04/xmlenc#sha256", .sha256),
        ("http://www.w3.org/2001/04/xmldsig-more#sha384", .sha384),
        ("http://www.w3.org/2001/04/xmlenc#sha512", .sha512),
    ]
    private static let masks: [(uri: String, algorithm: DigestAlgorithm)] = [
        ("http://www.w3.org/2009/xmlenc11#mgf1sha1", .sha1), ("http://www.w3.org/2009/xmlenc11#mgf1sha256", .sha256),
        ("http://www.w3.org/2009/xmlenc11#mgf1sha384", .sha384),
        ("http://www.w3.org/2009/xmlenc11#mgf1sha512", .sha512),
    ]
}
