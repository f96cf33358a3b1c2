import OpenSSL

/// Writes elements in the form that exclusive canonicalisation gives them, so that the bytes can be signed as they are
/// (Canonical XML 1.0 §2.3, exc-c14n §3).
struct CanonicalWriter {
    private(set) var bytes: [UInt8] = []
    /// Every prefix that was declared anywhere.
    private(set) var prefixes: [String] = []
    /// The prefixes that stand in values only.
    private(set) var inclusivePrefixes: [String] = []
    /// Where something is left out, in the order of the bytes.
    private(set) var cuts: [Cut] = []
    private let takesBlanks: Bool

    /// A place where something will go in between.
    struct Cut: Sendable {
        let place: Int
        /// Of the value, where it is one.
        let number: Int
        let kind: Kind

        /// What goes there; it decides what must be escaped.
        enum Kind: Sendable { case text, attribute, fragment, signature }
    }

    /// - Parameter takesBlanks: whether a form is made; what is to be sent has no blanks.
    init(takingBlanks takesBlanks: Bool = false) {
        self.takesBlanks = takesBlanks
        bytes.reserveCapacity(8_192)
    }

    private mutating func cut(_ kind: Cut.Kind, _ number: Int = 0) throws(SignedXMLError) {
        guard takesBlanks, number >= 0 else { throw .unwritable("a blank is left") }
        cuts.append(Cut(place: bytes.count, number: number, kind: kind))
    }

    private mutating func mark() -> Int {
        if takesBlanks { cuts.append(Cut(place: bytes.count, number: 0, kind: .signature)) }
        return bytes.count
    }

    /// Writes one element; `marking` asks for the place behind that many children of it.
    @discardableResult
    mutating func write(
        _ element: CanonicalElement, inScope: [XMLNamespace], marking: Int? = nil
    ) throws(SignedXMLError) -> Int? {
        var mark: Int?
        let declared = try openTag(element, inScope: inScope)
        let scope = declared.isEmpty ? inScope : inScope + declared
        if marking == 0 { mark = self.mark() }
        for (index, child) in element.children.enumerated() {
            switch child {
            case .element(let child): try write(child, inScope: scope)
            case .text(let text): try Self.escape(text, inAttribute: false, into: &bytes)
            case .signed(let fragment): try splice(fragment, inScope: scope)
            case .blank(let number): try cut(.text, number)
            case .fragment(let inclusive):
                inclusivePrefixes += inclusive.filter { !inclusivePrefixes.contains($0) }
                try cut(.fragment)
            }
            if marking == index + 1 { mark = self.mark() }
        }
        bytes.append(UInt8(ascii: "<"))
        bytes.append(UInt8(ascii: "/"))
        name(element.name, element.namespace)
        bytes.append(UInt8(ascii: ">"))
        return mark
    }

    /// Writes `<name …>` and returns the namespaces that it declares.
    private mutating func openTag(
        _ element: CanonicalElement, inScope: [XMLNamespace]
    ) throws(SignedXMLError) -> [XMLNamespace] {
        bytes.append(UInt8(ascii: "<"))
        name(element.name, element.namespace)
        let declared = try declarations(element, inScope: inScope)
        for namespace in declared {
            bytes.append(contentsOf: namespace.declaration)
        }
        for attribute in try Self.sorted(element.attributes) {
            bytes.append(UInt8(ascii: " "))
            if let namespace = attribute.namespace {
                name(attribute.name, namespace)
            } else {
                put(attribute.name)
            }
            bytes.append(UInt8(ascii: "="))
            bytes.append(UInt8(ascii: "\""))
            if let number = attribute.blank {
                try cut(.attribute, number)
            } else {
                try Self.escape(attribute.value, inAttribute: true, into: &bytes)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
        return declared
    }

    /// The namespaces that this element uses visibly and that no element around it has declared, by prefix.
    private mutating func declarations(
        _ element: CanonicalElement, inScope: [XMLNamespace]
    ) throws(SignedXMLError) -> [XMLNamespace] {
        var declared: [XMLNamespace] = []
        try declare(element.namespace, in: &declared, inScope: inScope)
        for attribute in element.attributes {
            if let namespace = attribute.namespace { try declare(namespace, in: &declared, inScope: inScope) }
        }
        for namespace in element.declared {
            try declare(namespace, in: &declared, inScope: inScope)
            if !inclusivePrefixes.contains(namespace.prefix) { inclusivePrefixes.append(namespace.prefix) }
        }
        for namespace in declared { prefixes.append(namespace.prefix) }
        return declared.count > 1 ? declared.sorted { Self.precedes($0.prefix, $1.prefix) } : declared
    }

    private func declare(
        _ namespace: XMLNamespace, in declared: inout [XMLNamespace], inScope: [XMLNamespace]
    ) throws(SignedXMLError) {
        if inScope.contains(where: { $0.isIdentical(to: namespace) }) || namespace.prefix == "xml" { return }
        let isKnown = { (known: XMLNamespace) in known.prefix == namespace.prefix }
        guard let known = inScope.first(where: isKnown) ?? declared.first(where: isKnown) else {
            return declared.append(namespace)
        }
        // One prefix, one meaning in a document: simpler than redeclaring, and easier to read.
        guard known.uri == namespace.uri else { throw .unwritable("prefix \(namespace.prefix) is taken") }
    }

    /// Attributes by namespace name, then local name; those without a namespace first.
    private static func sorted(_ attributes: [CanonicalAttribute]) throws(SignedXMLError) -> [CanonicalAttribute] {
        guard attributes.count > 1 else { return attributes }
        // Most elements are composed in order already.
        if zip(attributes, attributes.dropFirst()).allSatisfy(comesBefore) { return attributes }
        let sorted = attributes.sorted(by: comesBefore)
        for (a, b) in zip(sorted, sorted.dropFirst()) where !comesBefore(a, b) {
            throw .unwritable("attribute \(a.name) stands twice")
        }
        return sorted
    }

    private static func comesBefore(_ a: CanonicalAttribute, _ b: CanonicalAttribute) -> Bool {
        switch (a.namespace, b.namespace) {
        case (nil, nil): precedes(a.name, b.name)
        case (nil, _): true
        case (_, nil): false
        case (let one?, let other?): one.uri == other.uri ? precedes(a.name, b.name) : precedes(one.uri, other.uri)
        }
    }

    /// Order by code points. Names and namespaces are literals in ASCII, for which that is the order of Swift's texts.
    private static func precedes(_ a: String, _ b: String) -> Bool { a < b }

    /// A signed element keeps its bytes; they are canonical here only if nothing around declared its prefixes.
    private mutating func splice(_ fragment: SignedFragment, inScope: [XMLNamespace]) throws(SignedXMLError) {
        guard inScope.allSatisfy({ known in !fragment.prefixes.contains(known.prefix) }) else {
            throw .unwritable("a prefix of a signed element is declared around it")
        }
        prefixes += fragment.prefixes
        for prefix in fragment.inclusivePrefixes where !inclusivePrefixes.contains(prefix) {
            inclusivePrefixes.append(prefix)
        }
        bytes.append(contentsOf: fragment.bytes)
    }

    private mutating func name(_ local: String, _ namespace: XMLNamespace) {
        bytes.append(contentsOf: namespace.tag)
        put(local)
    }

    private mutating func put(_ text: String) { bytes.append(text: text) }

    /// Text and attribute values (Canonical XML 1.0 §2.3). What XML 1.0 cannot say is refused, not dropped.
    static func escape(_ text: String, inAttribute: Bool, into bytes: inout [UInt8]) throws(SignedXMLError) {
        guard needsCare(text) else { return bytes.append(text: text) }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(text: "&amp;")
            case UInt8(ascii: "<"): bytes.append(text: "&lt;")
            case UInt8(ascii: ">") where !inAttribute: bytes.append(text: "&gt;")
            case UInt8(ascii: "\"") where inAttribute: bytes.append(text: "&quot;")
            case 0x09 where inAttribute: bytes.append(text: "&#x9;")
            case 0x0A where inAttribute: bytes.append(text: "&#xA;")
            case 0x0D: bytes.append(text: "&#xD;")
            case 0x00..<0x09, 0x0B, 0x0C, 0x0E..<0x20: throw .illegalCharacter(UInt32(byte))
            case 0xBE, 0xBF:
                bytes.append(byte)
                // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
                if bytes.suffix(3).starts(with: [0xEF, 0xBF]), bytes.count >= 3 {
                    throw .illegalCharacter(0xFF00 | UInt32(byte) | 0x40)
                }
            default: bytes.append(byte)
            }
        }
    }

    /// Whether any byte of a text may need care: control and markup characters, and what ends U+FFFE and U+FFFF.
    private static func needsCare(_ text: String) -> Bool {
        let bytes = text.utf8.span
        for index in bytes.indices {
            let byte = bytes[index]
            // Most are letters, and need one comparison.
            if byte > UInt8(ascii: ">") {
                if byte & 0xFE == 0xBE { return true }
            } else if byte < 0x20 || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<")
                || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\"")
            {
                return true
            }
        }
        return false
    }
}
