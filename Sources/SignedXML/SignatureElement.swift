import OpenSSL

/// A `ds:Signature` read under the restricted profile: one reference, two transforms, named algorithms (SAML core §5.4).
///
/// `KeyInfo` is not read: a key that comes with the message proves nothing (S6).
struct SignatureElement {
    let algorithm: SignatureAlgorithmURI
    let value: [UInt8]
    let referenceURI: String
    let digest: DigestAlgorithm
    let digestValue: [UInt8]
    /// `InclusiveNamespaces` of the signed element and of `SignedInfo` (exc-c14n §3).
    let referencePrefixes: [String]
    let signedInfoPrefixes: [String]

    static let namespace = "http://www.w3.org/2000/09/xmldsig#"
    static let name = XMLName(namespace, "Signature")
    static let enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
    static let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"

    init(_ signature: XMLElement) throws(SignedXMLError) {
        let parts = try Self.children(of: signature)
        guard parts.count >= 2, parts.count <= 3, parts[0].name == Self.ds("SignedInfo"),
            parts[1].name == Self.ds("SignatureValue"), parts.count == 2 || parts[2].name == Self.ds("KeyInfo")
        else { throw .signatureProfile("Signature must hold SignedInfo, SignatureValue and at most KeyInfo") }
        let info = try Self.children(of: parts[0])
        guard info.count == 3, info[0].name == Self.ds("CanonicalizationMethod"),
            info[1].name == Self.ds("SignatureMethod"), info[2].name == Self.ds("Reference")
        else { throw .signatureProfile("SignedInfo must hold exactly one Reference") }
        signedInfoPrefixes = try Self.exclusivePrefixes(info[0])
        guard let named = info[1].attribute("Algorithm"), info[1].children.isEmpty,
            let algorithm = SignatureAlgorithmURI.allCases.first(where: { sameBytes($0.rawValue, named) })
        else { throw .algorithm }
        self.algorithm = algorithm
        value = try Self.base64(parts[1])
        (referenceURI, referencePrefixes, digest, digestValue) = try Self.reference(info[2])
    }

    private static func reference(
        _ reference: XMLElement
    ) throws(SignedXMLError) -> (String, [String], DigestAlgorithm, [UInt8]) {
        let parts = try children(of: reference)
        guard parts.count == 3, parts[0].name == ds("Transforms"), parts[1].name == ds("DigestMethod"),
            parts[2].name == ds("DigestValue"), let uri = reference.attribute("URI")
        else { throw .signatureProfile("Reference must hold URI, Transforms, DigestMethod and DigestValue") }
        let transforms = try children(of: parts[0])
        guard transforms.count == 2, transforms.allSatisfy({ $0.name == ds("Transform") }),
            transforms[0].attribute("Algorithm").map({ sameBytes($0, enveloped) }) == true,
            transforms[0].children.isEmpty
        else { throw .signatureProfile("the transforms must be enveloped-signature and exc-c14n") }
        let prefixes = try exclusivePrefixes(transforms[1])
        guard let named = parts[1].attribute("Algorithm"), parts[1].children.isEmpty,
            let digest = DigestAlgorithmURI.algorithm(named)
        else { throw .algorithm }
        return (uri, prefixes, digest, try base64(parts[2]))
    }

    /// Exclusive canonicalisation without comments, and the prefixes it is to treat inclusively.
    private static func exclusivePrefixes(_ method: XMLElement) throws(SignedXMLError) -> [String] {
        guard let named = method.attribute("Algorithm"), sameBytes(named, exclusive) else {
            throw .signatureProfile("the canonicalisation must be exc-c14n without comments")
        }
        let parts = try children(of: method)
        guard let inclusive = parts.first else { return [] }
        guard parts.count == 1, inclusive.name == XMLName(exclusive, "InclusiveNamespaces"),
            inclusive.children.isEmpty, let list = inclusive.attribute("PrefixList")
        else { throw .signatureProfile("exc-c14n may hold InclusiveNamespaces only") }
        let prefixes = list.split(whereSeparator: \.isWhitespace).map(String.init)
        // 16: more than any known software lists.
        guard prefixes.count <= 16 else { throw .signatureProfile("InclusiveNamespaces lists too many prefixes") }
        return prefixes
    }

    private static func children(of element: XMLElement) throws(SignedXMLError) -> [XMLElement] {
        guard element.holdsElementsOnly else { throw .signatureProfile("text where elements belong") }
        return element.elements
    }

    private static func base64(_ element: XMLElement) throws(SignedXMLError) -> [UInt8] {
        guard let text = element.text, let bytes = Base64.decodeLenient(text), !bytes.isEmpty else {
            throw .signatureProfile("a value is not base64")
        }
        return bytes
    }

    private static func ds(_ local: String) -> XMLName { XMLName(namespace, local) }
}
