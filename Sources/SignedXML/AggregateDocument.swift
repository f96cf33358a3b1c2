import CLibXML2
public import OpenSSL

/// A document of many members, such as the metadata of a federation. Its members are read one by one, so that ten
/// thousand of them never stand in memory as values at once, and a faulty one spoils no other.
public struct UnverifiedAggregate: Sendable {
    private let dom: DOM

    public init(_ bytes: [UInt8], limits: XMLLimits) throws(SignedXMLError) {
        dom = try DOM(bytes, limits: limits, whole: false)
        var inspection = AggregateInspection(dom)
        try inspection.run()
    }

    /// The name and the attributes of the root, without what is in it.
    public var root: XMLElement { dom.root }

    /// Whether the root element has a signature of its own.
    public var hasRootSignature: Bool { !signaturePlaces.isEmpty }

    /// The root with its members, as they stand.
    public var claims: DocumentNode? { unsafe dom.node(at: []).map { unsafe DocumentNode(dom: dom, node: $0) } }

    /// The root with its members, proven to be signed by one of the keys.
    ///
    /// Members may bear signatures of their own, which are not looked at: the root's covers them. The signed element is
    /// found by its place, never by its ID (S5), and readers get the nodes that were canonicalised.
    public func verified(keys: [PublicKey]) throws(SignedXMLError) -> SignedAggregate {
        let places = signaturePlaces
        guard let place = places.first else { throw .unsigned }
        guard places.count == 1, let node = unsafe dom.node(at: [place]), let root = claims else {
            throw .signatureProfile("the root has several signatures")
        }
        var reading = TreeReading(limits: .request)
        let signature = try SignatureElement(try unsafe reading.element(node))
        guard let id = dom.root.attribute("ID"), !id.isEmpty, sameBytes(signature.referenceURI, "#" + id) else {
            throw .signatureProfile("the Reference is not to the element that holds the Signature")
        }
        let info = try dom.canonical(at: [place, 0], excluding: nil, prefixes: signature.signedInfoPrefixes)
        let key = try signature.algorithm.key(among: keys, verifying: signature.value, over: info)
        let signed = try dom.canonical(at: [], excluding: [place], prefixes: signature.referencePrefixes)
        guard signature.digest.digest(signed) == signature.digestValue else { throw .digestMismatch }
        return SignedAggregate(root: root, key: key, algorithm: signature.algorithm)
    }

    /// The places of signatures among the root's child elements.
    private var signaturePlaces: [Int] {
        var places: [Int] = []
        var index = 0
        claims?.forEachChild { child in
            if child.isNamed(SignatureElement.name) { places.append(index) }
            index += 1
        }
        return places
    }
}

/// The root of an aggregate whose signature was verified with a key that was known beforehand.
public struct SignedAggregate: Sendable {
    public let root: DocumentNode
    public let key: PublicKey
    public let algorithm: SignatureAlgorithmURI
}

/// One element of a document that is not read yet.
///
/// `@unchecked Sendable`: it keeps its document, which nothing changes.
@safe public struct DocumentNode: @unchecked Sendable {
    private let dom: DOM
    private let node: xmlNodePtr

    init(dom: DOM, node: xmlNodePtr) {
        self.dom = dom
        unsafe self.node = unsafe node
    }

    /// The element itself, within limits of its own.
    public func element(limits: XMLLimits) throws(SignedXMLError) -> XMLElement {
        var reading = TreeReading(limits: limits)
        return try unsafe reading.element(node)
    }

    /// Its name and attributes, without what is in it.
    public func shallow() throws(SignedXMLError) -> XMLElement {
        var reading = TreeReading(limits: .metadata)
        return try unsafe reading.shallow(node)
    }

    /// Whether it has this name; cheaper than reading it.
    public func isNamed(_ name: XMLName) -> Bool {
        guard unsafe sameText(node.pointee.name, name.local) else { return false }
        return unsafe sameText(node.pointee.ns?.pointee.href, name.namespace)
    }

    /// Its child elements in document order.
    public func forEachChild(_ body: (DocumentNode) -> Void) {
        var next = unsafe xmlFirstElementChild(node)
        while let child = unsafe next {
            body(unsafe DocumentNode(dom: dom, node: child))
            unsafe next = unsafe xmlNextElementSibling(child)
        }
    }
}

private func sameText(_ text: UnsafePointer<xmlChar>?, _ other: String) -> Bool {
    guard let text = unsafe text else { return other.isEmpty }
    var place = unsafe text
    for byte in other.utf8 {
        guard unsafe place.pointee == byte else { return false }
        unsafe place += 1
    }
    return unsafe place.pointee == 0
}

/// What no member may hold, looked for in one walk before any member is believed (S3, S5): XInclude, references to
/// entities, and the same ID twice.
private struct AggregateInspection {
    private let dom: DOM
    private var ids: Set<[UInt8]> = []

    init(_ dom: DOM) { self.dom = dom }

    mutating func run() throws(SignedXMLError) {
        guard let root = unsafe dom.node(at: []) else { throw .notWellFormed(code: 0) }
        try unsafe visit(root)
    }

    /// Depth is bounded by the parser's limit.
    private mutating func visit(_ node: xmlNodePtr) throws(SignedXMLError) {
        if unsafe sameText(node.pointee.ns?.pointee.href, "http://www.w3.org/2001/XInclude") {
            throw .forbidden(.xinclude)
        }
        var attribute = unsafe node.pointee.properties
        while let one = unsafe attribute {
            if unsafe Self.isID(one) { try unsafe note(one) }
            unsafe attribute = unsafe one.pointee.next
        }
        var next = unsafe node.pointee.children
        while let child = unsafe next {
            switch unsafe child.pointee.type {
            case XML_ELEMENT_NODE: try unsafe visit(child)
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE, XML_COMMENT_NODE: break
            case XML_PI_NODE: throw .forbidden(.processingInstruction)
            default: throw .forbidden(.entityReference)
            }
            unsafe next = unsafe child.pointee.next
        }
    }

    private static func isID(_ attribute: xmlAttrPtr) -> Bool {
        guard unsafe attribute.pointee.ns == nil else {
            return unsafe sameText(attribute.pointee.name, "id")
                && sameText(attribute.pointee.ns.pointee.href, "http://www.w3.org/XML/1998/namespace")
        }
        return unsafe sameText(attribute.pointee.name, "ID") || sameText(attribute.pointee.name, "Id")
    }

    private mutating func note(_ attribute: xmlAttrPtr) throws(SignedXMLError) {
        var value: [UInt8] = []
        var piece = unsafe attribute.pointee.children
        while let part = unsafe piece {
            if let content = unsafe part.pointee.content {
                value += unsafe String(cString: content).utf8
            }
            unsafe piece = unsafe part.pointee.next
        }
        if !ids.insert(value).inserted { throw .duplicateID }
    }
}
