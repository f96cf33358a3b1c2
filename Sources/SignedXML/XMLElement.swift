/// One element of a document that was read: a value, without prefixes, comments and processing instructions.
public struct XMLElement: Hashable, Sendable {
    public let name: XMLName
    public let attributes: [XMLAttribute]
    public let children: [XMLNode]

    /// The child elements in document order.
    public var elements: [XMLElement] {
        children.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// The whole text of an element that holds nothing but text; nil when it has child elements.
    public var text: String? {
        switch children.count {
        case 0: return ""
        case 1: if case .text(let text) = children[0] { return text } else { return nil }
        default: return nil
        }
    }

    /// Whether nothing but white space stands between the child elements.
    public var holdsElementsOnly: Bool {
        children.allSatisfy { if case .text(let text) = $0 { text.isXMLSpace } else { true } }
    }

    /// The value of an attribute without a namespace.
    public func attribute(_ local: String) -> String? {
        attributes.first { $0.name.namespace.isEmpty && sameBytes($0.name.local, local) }?.value
    }

    public func attribute(_ name: XMLName) -> String? { attributes.first { $0.name == name }?.value }

    /// The child elements of one name.
    public func elements(_ name: XMLName) -> [XMLElement] { elements.filter { $0.name == name } }

    /// This element and all below it.
    func forEachElement(_ body: (XMLElement) -> Void) {
        body(self)
        for case .element(let child) in children { child.forEachElement(body) }
    }

    /// The same element without one of its child elements, counted among elements only.
    func droppingElement(at index: Int) -> XMLElement {
        var seen = -1
        let kept = children.filter {
            guard case .element = $0 else { return true }
            seen += 1
            return seen != index
        }
        return XMLElement(name: name, attributes: attributes, children: XMLNode.joiningTexts(kept))
    }

    /// The same element with one of its child elements, counted among elements only, put in place of another.
    func replacingElement(at index: Int, with other: XMLElement) -> XMLElement {
        var seen = -1
        let replaced = children.map { node in
            guard case .element = node else { return node }
            seen += 1
            return seen == index ? .element(other) : node
        }
        return XMLElement(name: name, attributes: attributes, children: replaced)
    }
}

public struct XMLAttribute: Hashable, Sendable {
    public let name: XMLName
    public let value: String
}

public enum XMLNode: Hashable, Sendable {
    case element(XMLElement)
    case text(String)

    /// Neighbouring texts as one, so that a text is never read in part.
    /// Linear in the whole length, however many pieces there are.
    static func joiningTexts(_ nodes: [XMLNode]) -> [XMLNode] {
        guard zip(nodes, nodes.dropFirst()).contains(where: { $0.isText && $1.isText }) else { return nodes }
        var joined: [XMLNode] = []
        var text: String?
        for node in nodes {
            if case .text(let more) = node {
                if text == nil { text = more } else { text?.append(more) }
            } else {
                if let whole = text.take() { joined.append(.text(whole)) }
                joined.append(node)
            }
        }
        if let text { joined.append(.text(text)) }
        return joined
    }

    private var isText: Bool { if case .text = self { true } else { false } }
}

extension String {
    /// White space as XML 1.0 §2.3 means it, or nothing.
    public var isXMLSpace: Bool { utf8.allSatisfy(\.isXMLSpace) }

    /// The text without white space at both ends.
    public var trimmingXMLSpace: String {
        let front = utf8.drop(while: \.isXMLSpace)
        guard let last = front.lastIndex(where: { !$0.isXMLSpace }) else { return "" }
        return String(self[front.startIndex...last])
    }
}

extension UInt8 {
    var isXMLSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
