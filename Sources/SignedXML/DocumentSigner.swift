public import OpenSSL

/// Signs elements with one key: an enveloped signature under the same profile that verification demands.
///
/// All that does not change from one signature to the next is written once.
public struct DocumentSigner: Sendable {
    public let algorithm: SignatureAlgorithmURI
    private let key: PrivateKey
    private let template: SignatureTemplate

    /// - Parameter certificate: DER, written into `KeyInfo` for software that looks its key up by it.
    public init(
        key: PrivateKey, certificate: [UInt8]?, algorithm: SignatureAlgorithmURI? = nil
    ) throws(SignedXMLError) {
        guard let chosen = algorithm ?? SignatureAlgorithmURI(fitting: key.publicKey.kind),
            chosen.accepts(key.publicKey)
        else { throw .noUsableKey }
        self.algorithm = chosen
        self.key = key
        template = SignatureTemplate(algorithm: chosen, certificate: certificate)
    }

    public var publicKey: PublicKey { key.publicKey }

    /// Writes the element with a signature behind its first `position` children. It needs an attribute `ID`.
    public func sign(_ element: CanonicalElement, after position: Int) throws(SignedXMLError) -> SignedFragment {
        var writer = CanonicalWriter()
        guard let place = try writer.write(element, inScope: [], marking: position) else {
            throw .unwritable("there is no place for the signature")
        }
        let id = element.attributes.first { $0.name == "ID" && $0.namespace == nil }?.value
        var bytes = writer.bytes
        try sign(&bytes, id, at: place, writer.inclusivePrefixes)
        return SignedFragment(
            bytes: bytes, prefixes: writer.prefixes + ["ds"], inclusivePrefixes: writer.inclusivePrefixes)
    }

    /// Fills in a form that has a place for a signature and an attribute `ID`, and signs what comes of it.
    public func sign(
        _ form: CanonicalForm, _ values: [String], fragment: [UInt8] = []
    ) throws(SignedXMLError) -> [UInt8] {
        var bytes: [UInt8] = []
        let place = try form.fill(values, fragment, into: &bytes)
        let id = form.identifier.flatMap { values.indices.contains($0) ? values[$0] : nil }
        try sign(&bytes, id, at: place, form.inclusivePrefixes)
        return bytes
    }

    /// Puts a signature over the canonical bytes of an element at a place within.
    private func sign(
        _ bytes: inout [UInt8], _ id: String?, at place: Int, _ prefixes: [String]
    ) throws(SignedXMLError) {
        guard let id, Self.isPlain(id) else {
            throw .unwritable("a signed element needs an ID of letters, digits, '_', '-' and '.'")
        }
        let digest = Base64.encode(algorithm.digest.digest(bytes))
        let info = template.signedInfo(id: id, prefixes: prefixes, digest: digest)
        let signature = template.signature(info, value: Base64.encode(try algorithm.sign(info, with: key)))
        bytes.insert(contentsOf: signature, at: place)
    }

    /// A bare signature value over bytes, as the Redirect binding carries it (SAML bindings §3.4.4.1).
    public func signDetached(_ message: [UInt8]) throws(SignedXMLError) -> [UInt8] {
        try algorithm.sign(message, with: key)
    }

    private static func isPlain(_ id: String) -> Bool {
        let bytes = id.utf8.span
        for index in bytes.indices where !isPlain(bytes[index]) { return false }
        return true
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

/// An element with its signature, as bytes.
public struct SignedFragment: Sendable {
    public let bytes: [UInt8]
    /// The prefixes used in it. The signed bytes hold good only where none of them is declared around the element.
    let prefixes: [String]
    /// Those of them that stand in values only: a signature around it must treat them inclusively too.
    let inclusivePrefixes: [String]
}
