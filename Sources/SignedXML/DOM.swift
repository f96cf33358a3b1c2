import CLibXML2

/// A document as libxml2 holds it: parsed once, read as a value tree, canonicalised in part. Nothing else is done to it.
///
/// `@unchecked Sendable`: immutable after `init`; libxml2 only reads it when it canonicalises.
@safe final class DOM: @unchecked Sendable {
    let document: xmlDocPtr
    /// The whole tree; of an aggregate the root's name and attributes alone.
    let root: XMLElement

    /// - Parameter whole: whether the tree is read at once. Of an aggregate it is read member by member.
    init(_ bytes: [UInt8], limits: XMLLimits, whole: Bool = true) throws(SignedXMLError) {
        let checked = try XMLBytes.checked(bytes, limits: limits)
        unsafe document = try DOM.parse(checked.count == bytes.count ? bytes : Array(checked), limits: limits)
        do throws(SignedXMLError) {
            guard let top = unsafe xmlDocGetRootElement(document) else { throw .notWellFormed(code: 0) }
            var reading = TreeReading()
            root = try unsafe whole ? reading.element(top) : reading.shallow(top)
        } catch {
            unsafe xmlFreeDoc(document)
            throw error
        }
    }

    deinit { unsafe xmlFreeDoc(document) }

    /// `xmlInitParser` is to be called once, before several threads parse.
    private static let ready: Void = xmlInitParser()

    private static func parse(_ bytes: [UInt8], limits: XMLLimits) throws(SignedXMLError) -> xmlDocPtr {
        _ = ready
        guard let context = unsafe xmlNewParserCtxt() else { throw .notWellFormed(code: 0) }
        defer { unsafe xmlFreeParserCtxt(context) }
        var budget = Budget(depth: limits.depth, nodes: limits.nodes)
        // Never HUGE, NOENT, DTDLOAD or XINCLUDE (R24). CDATA sections are read as the text they are.
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_NOCDATA.rawValue
        let parsed = unsafe withUnsafeMutablePointer(to: &budget) { budget in
            unsafe context.pointee._private = UnsafeMutableRawPointer(budget)
            unsafe context.pointee.sax.pointee.startElementNs = Budget.startElement
            return unsafe bytes.withUnsafeBytes { raw in
                unsafe xmlCtxtReadMemory(
                    context, raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: raw.count), nil,
                    "UTF-8", Int32(options))
            }
        }
        if let exceeded = budget.exceeded {
            if let parsed = unsafe parsed { unsafe xmlFreeDoc(parsed) }
            throw exceeded
        }
        guard let parsed = unsafe parsed else { throw .notWellFormed(code: Int(unsafe context.pointee.errNo)) }
        guard unsafe context.pointee.wellFormed == 1, unsafe context.pointee.nsWellFormed == 1 else {
            unsafe xmlFreeDoc(parsed)
            throw .notWellFormed(code: Int(unsafe context.pointee.errNo))
        }
        return unsafe parsed
    }

    /// The exclusive canonical form, without comments, of one element in its document (exc-c14n §3).
    ///
    /// Elements are named by their place: indexes among child elements, from the root down.
    func canonical(
        at path: [Int], excluding excluded: [Int]?, prefixes: [String]
    ) throws(SignedXMLError) -> [UInt8] {
        guard let apex = unsafe node(at: path), let buffer = unsafe xmlAllocOutputBuffer(nil) else {
            throw .signatureProfile("the signed element is not there")
        }
        defer { unsafe xmlOutputBufferClose(buffer) }
        var subset = unsafe Subset(apex: apex, excluded: excluded.flatMap { unsafe node(at: $0) })
        let written = unsafe withUnsafeMutablePointer(to: &subset) { subset in
            unsafe withCStrings(prefixes) { list in
                unsafe xmlC14NExecute(
                    document, Subset.isVisible, UnsafeMutableRawPointer(subset), Int32(XML_C14N_EXCLUSIVE_1_0.rawValue),
                    list, 0, buffer)
            }
        }
        guard written >= 0, let content = unsafe xmlOutputBufferGetContent(buffer) else {
            throw .signatureProfile("the signed element cannot be canonicalised")
        }
        return unsafe Array(UnsafeBufferPointer(start: content, count: xmlOutputBufferGetSize(buffer)))
    }

    func node(at path: [Int]) -> xmlNodePtr? {
        var found = unsafe xmlDocGetRootElement(document)
        for index in path {
            guard let parent = unsafe found else { return nil }
            unsafe found = unsafe xmlFirstElementChild(parent)
            for _ in 0..<index {
                guard let sibling = unsafe found else { return nil }
                unsafe found = unsafe xmlNextElementSibling(sibling)
            }
        }
        return unsafe found
    }
}

/// Counts while libxml2 parses, and stops it at the limit.
private struct Budget {
    let depth: Int
    let nodes: Int
    var seen = 0
    var exceeded: SignedXMLError?

    static let startElement: startElementNsSAX2Func = {
        context, local, prefix, uri, namespaceCount, namespaces, attributeCount, defaulted, attributes in
        guard let context = unsafe context else { return }
        let parser = unsafe context.assumingMemoryBound(to: xmlParserCtxt.self)
        guard let budget = unsafe parser.pointee._private?.assumingMemoryBound(to: Budget.self) else { return }
        unsafe budget.pointee.seen += 1 + Int(namespaceCount) + Int(attributeCount)
        if unsafe budget.pointee.seen > budget.pointee.nodes {
            unsafe budget.pointee.exceeded = .tooManyNodes(limit: budget.pointee.nodes)
        } else if unsafe Int(parser.pointee.nameNr) >= budget.pointee.depth {
            unsafe budget.pointee.exceeded = .tooDeep(limit: budget.pointee.depth)
        }
        if unsafe budget.pointee.exceeded != nil { return unsafe xmlStopParser(parser) }
        unsafe xmlSAX2StartElementNs(
            context, local, prefix, uri, namespaceCount, namespaces, attributeCount, defaulted, attributes)
    }
}

/// Which nodes are canonicalised: those at or below the apex, less the excluded one and all below it.
@unsafe private struct Subset {
    let apex: xmlNodePtr
    let excluded: xmlNodePtr?

    static let isVisible: xmlC14NIsVisibleCallback = { context, node, parent in
        guard let subset = unsafe context?.assumingMemoryBound(to: Subset.self) else { return 0 }
        // A namespace node has no parent of its own; an attribute belongs to its element.
        var at = unsafe node?.pointee.type == XML_ELEMENT_NODE ? node : parent
        // The innermost comes first: what is excluded lies within the apex.
        while let step = unsafe at {
            if unsafe step == subset.pointee.excluded { return 0 }
            if unsafe step == subset.pointee.apex { return 1 }
            unsafe at = unsafe step.pointee.parent
        }
        return 0
    }
}

/// Reads libxml2's nodes into values. Depth is bounded by the parser's limit.
struct TreeReading {
    /// Bytes of a namespace's name. Those of SAML have 60.
    private static let longestNamespace = 1_024

    /// What is left of elements, attributes and bytes of text; the parser has kept the document's own limits already.
    private var nodes = Int.max
    private var bytes = Int.max
    private let limits: XMLLimits?

    init() { limits = nil }

    /// For one member of a larger document.
    init(limits: XMLLimits) {
        self.limits = limits
        nodes = limits.nodes
        bytes = limits.bytes
    }

    mutating func element(_ node: xmlNodePtr) throws(SignedXMLError) -> XMLElement {
        let name = try unsafe name(node)
        return XMLElement(
            name: name, attributes: try unsafe attributes(node), children: try unsafe children(node))
    }

    /// The element without what is in it.
    mutating func shallow(_ node: xmlNodePtr) throws(SignedXMLError) -> XMLElement {
        XMLElement(name: try unsafe name(node), attributes: try unsafe attributes(node), children: [])
    }

    private mutating func name(_ node: xmlNodePtr) throws(SignedXMLError) -> XMLName {
        try spend(nodes: 1)
        let name = try unsafe XMLName(namespace(node.pointee.ns), String(cString: node.pointee.name))
        // XInclude reads other documents: it has no business in signed ones (S3).
        if name.namespace == "http://www.w3.org/2001/XInclude" { throw .forbidden(.xinclude) }
        return name
    }

    private mutating func spend(nodes: Int = 0, bytes: Int = 0) throws(SignedXMLError) {
        guard let limits else { return }
        self.nodes -= nodes
        self.bytes -= bytes
        if self.nodes < 0 { throw .tooManyNodes(limit: limits.nodes) }
        if self.bytes < 0 { throw .tooLarge(limit: limits.bytes) }
    }

    private mutating func children(_ node: xmlNodePtr) throws(SignedXMLError) -> [XMLNode] {
        var nodes: [XMLNode] = []
        var commented = false
        var next = unsafe node.pointee.children
        while let child = unsafe next {
            switch unsafe child.pointee.type {
            case XML_ELEMENT_NODE: nodes.append(.element(try unsafe element(child)))
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: nodes.append(.text(try unsafe text(child.pointee.content)))
            case XML_COMMENT_NODE: commented = true
            case XML_PI_NODE: throw .forbidden(.processingInstruction)
            default: throw .forbidden(.entityReference)
            }
            unsafe next = unsafe child.pointee.next
        }
        nodes = XMLNode.joiningTexts(nodes)
        // A comment within a text: readers disagree about what the text is (S4).
        if commented, nodes.contains(where: { if case .text(let text) = $0 { !text.isXMLSpace } else { false } }) {
            throw .forbidden(.comment)
        }
        return nodes
    }

    private mutating func attributes(_ node: xmlNodePtr) throws(SignedXMLError) -> [XMLAttribute] {
        var read: [XMLAttribute] = []
        var next = unsafe node.pointee.properties
        while let attribute = unsafe next {
            let name = try unsafe XMLName(namespace(attribute.pointee.ns), String(cString: attribute.pointee.name))
            var value = ""
            var part = unsafe attribute.pointee.children
            while let piece = unsafe part {
                guard unsafe piece.pointee.type == XML_TEXT_NODE else { throw .forbidden(.entityReference) }
                let text = try unsafe text(piece.pointee.content)
                if value.isEmpty { value = text } else { value += text }
                unsafe part = unsafe piece.pointee.next
            }
            try spend(nodes: 1)
            read.append(XMLAttribute(name: name, value: value))
            unsafe next = unsafe attribute.pointee.next
        }
        return read
    }

    /// A relative namespace name cannot be canonicalised (C14N 1.0 §1.3). Every node has its own copy of the name, so a
    /// long one would be multiplied by the number of nodes.
    private func namespace(_ namespace: xmlNsPtr?) throws(SignedXMLError) -> String {
        guard let href = unsafe namespace?.pointee.href else { return "" }
        guard unsafe xmlStrlen(href) <= Self.longestNamespace else { throw .tooLarge(limit: Self.longestNamespace) }
        let name = unsafe String(cString: href)
        guard name.isEmpty || name.utf8.contains(UInt8(ascii: ":")) else { throw .forbidden(.relativeNamespace) }
        return name
    }

    private mutating func text(_ content: UnsafeMutablePointer<xmlChar>?) throws(SignedXMLError) -> String {
        guard let content = unsafe content else { return "" }
        let text = unsafe String(cString: content)
        try spend(bytes: text.utf8.count)
        return text
    }
}

/// Calls with a list of C strings that ends with nil; with nil when there are none.
private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<xmlChar>?>?) -> R
) -> R {
    guard !strings.isEmpty else { return body(nil) }
    var copies = unsafe strings.map { unsafe xmlCharStrdup($0) }
    unsafe copies.append(nil)
    defer { for index in unsafe copies.indices { unsafe porta_xml_free(copies[index]) } }
    return unsafe copies.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress) }
}
