public import OpenSSL

/// A well-formed document within its limits. What it says is a claim, nothing more.
///
/// It is parsed once: what verification hands on is read from the very nodes that were canonicalised (S5).
public struct UnverifiedDocument: Sendable {
    private let dom: DOM

    public init(_ bytes: [UInt8], limits: XMLLimits) throws(SignedXMLError) {
        dom = try DOM(bytes, limits: limits)
    }

    /// The root element as it stands, signatures included. Good for finding out whose keys to try.
    public var claims: XMLElement { dom.root }

    /// Whether a signature stands anywhere in the document.
    public var hasSignature: Bool { count(SignatureElement.name, in: dom.root) > 0 }

    /// Whether the root element has a signature of its own.
    public var hasRootSignature: Bool { !dom.root.elements(SignatureElement.name).isEmpty }

    /// The root element, proven to be signed by one of the keys.
    ///
    /// - Parameter signedChild: the name of children of the root that may bear a signature of their own, which then
    ///   must verify too; without it the root's signature must be the only one in the document.
    public func verified(
        root: XMLName, keys: [PublicKey], signedChild: XMLName? = nil
    ) throws(SignedXMLError) -> SignedDocument {
        guard dom.root.name == root else { throw .unexpectedRoot }
        try checkIDs()
        var signatures = 1
        var element = dom.root
        if let signedChild {
            for (index, child) in dom.root.elements.enumerated() where child.name == signedChild {
                guard count(SignatureElement.name, in: child) > 0 else { continue }
                let verified = try verify(child, at: [index], keys: keys)
                element = element.replacingElement(at: index, with: verified.element)
                signatures += 1
            }
        }
        let proof = try verify(dom.root, at: [], keys: keys)
        guard count(SignatureElement.name, in: dom.root) == signatures else { throw Self.strayed }
        return SignedDocument(
            element: element.droppingElement(at: proof.signatureIndex), key: proof.key, algorithm: proof.algorithm)
    }

    /// The one child of the root with that name, proven to be signed by one of the keys; the rest stays a claim.
    public func verifiedChild(
        _ name: XMLName, ofRoot root: XMLName, keys: [PublicKey]
    ) throws(SignedXMLError) -> SignedDocument {
        guard dom.root.name == root else { throw .unexpectedRoot }
        try checkIDs()
        let found = dom.root.elements.enumerated().filter { $0.element.name == name }
        guard let only = found.first, found.count == 1, count(name, in: dom.root) == 1 else {
            throw .signatureProfile("there must be exactly one \(name.local)")
        }
        guard count(SignatureElement.name, in: dom.root) == 1 else { throw hasSignature ? Self.strayed : .unsigned }
        let proof = try verify(only.element, at: [only.offset], keys: keys)
        return SignedDocument(element: proof.element, key: proof.key, algorithm: proof.algorithm)
    }

    /// The element at the end of a chain of only children, each of the given name, proven to be signed by one of the
    /// keys: a message in a SOAP envelope. What is around it stays a claim.
    public func verified(along chain: [XMLName], keys: [PublicKey]) throws(SignedXMLError) -> SignedDocument {
        let (element, path) = try only(along: chain)
        try checkIDs()
        let proof = try verify(element, at: path, keys: keys)
        guard count(SignatureElement.name, in: dom.root) == 1 else { throw Self.strayed }
        return SignedDocument(element: proof.element, key: proof.key, algorithm: proof.algorithm)
    }

    /// The same element as a claim.
    public func claims(along chain: [XMLName]) throws(SignedXMLError) -> XMLElement { try only(along: chain).element }

    /// Every step of the chain must be the one child element there is.
    private func only(along chain: [XMLName]) throws(SignedXMLError) -> (element: XMLElement, path: [Int]) {
        guard dom.root.name == chain.first else { throw .unexpectedRoot }
        var element = dom.root
        for name in chain.dropFirst() {
            let children = element.elements
            guard let child = children.first, children.count == 1, child.name == name, element.holdsElementsOnly else {
                throw .unexpectedRoot
            }
            element = child
        }
        return (element, chain.dropFirst().map { _ in 0 })
    }

    private static var strayed: SignedXMLError { .signatureProfile("a signature stands where none belongs") }

    private struct Proof {
        let element: XMLElement
        let signatureIndex: Int
        let key: PublicKey
        let algorithm: SignatureAlgorithmURI
    }

    /// Verifies the signature that is a child of one element and refers to this element (SAML core §5.4.1, §5.4.2).
    private func verify(
        _ element: XMLElement, at path: [Int], keys: [PublicKey]
    ) throws(SignedXMLError) -> Proof {
        let children = element.elements
        let places = children.indices.filter { children[$0].name == SignatureElement.name }
        guard let place = places.first else { throw hasSignature ? Self.strayed : .unsigned }
        guard places.count == 1 else { throw Self.strayed }
        let signature = try SignatureElement(children[place])
        guard let id = element.attribute("ID"), !id.isEmpty,
            sameBytes(signature.referenceURI, "#" + id) || (signature.referenceURI.isEmpty && path.isEmpty)
        else { throw .signatureProfile("the Reference is not to the element that holds the Signature") }
        let info = try dom.canonical(at: path + [place, 0], excluding: nil, prefixes: signature.signedInfoPrefixes)
        let key = try signature.algorithm.key(among: keys, verifying: signature.value, over: info)
        let signed = try dom.canonical(
            at: path, excluding: path + [place], prefixes: signature.referencePrefixes)
        guard signature.digest.digest(signed) == signature.digestValue else { throw .digestMismatch }
        return Proof(
            element: element.droppingElement(at: place), signatureIndex: place, key: key,
            algorithm: signature.algorithm)
    }

    /// No ID may stand twice: software disagrees about which of the two a Reference means (S5).
    private func checkIDs() throws(SignedXMLError) {
        var seen: Set<String> = []
        var doubled = false
        dom.root.forEachElement { element in
            for attribute in element.attributes where Self.isID(attribute.name) {
                if !seen.insert(attribute.value).inserted { doubled = true }
            }
        }
        if doubled { throw .duplicateID }
    }

    private static func isID(_ name: XMLName) -> Bool {
        name.namespace.isEmpty ? name.local == "ID" || name.local == "Id" : name == XMLName(xml, "id")
    }

    private static let xml = "http://www.w3.org/XML/1998/namespace"

    private func count(_ name: XMLName, in element: XMLElement) -> Int {
        var count = 0
        element.forEachElement { if $0.name == name { count += 1 } }
        return count
    }
}
