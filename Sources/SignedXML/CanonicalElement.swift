/// A namespace with the prefix under which it is written. Both are literals in the code: nothing from outside can
/// become markup (O1).
public struct XMLNamespace: Sendable {
    private let storage: Storage

    var prefix: String { storage.prefix }
    public var uri: String { storage.uri }
    /// ` xmlns:prefix="uri"`.
    var declaration: [UInt8] { storage.declaration }
    /// `prefix:`.
    var tag: [UInt8] { storage.tag }

    public init(_ prefix: StaticString, _ uri: StaticString) {
        storage = Storage(prefix: prefix.description, uri: uri.description)
    }

    /// Whether it is the very same namespace, without comparing texts.
    func isIdentical(to other: XMLNamespace) -> Bool { storage === other.storage }

    /// Written once, shared by every element of the namespace: elements are many, namespaces a handful.
    private final class Storage: Sendable {
        let prefix: String
        let uri: String
        let declaration: [UInt8]
        let tag: [UInt8]

        init(prefix: String, uri: String) {
            self.prefix = prefix
            self.uri = uri
            declaration = Array(" xmlns:\(prefix)=\"\(uri.replacing("&", with: "&amp;"))\"".utf8)
            tag = Array("\(prefix):".utf8)
        }
    }

    /// `xml:lang` and its like; never declared (Namespaces in XML §3).
    public static let xml = XMLNamespace("xml", "http://www.w3.org/XML/1998/namespace")
}

/// An element to be written. Names are literals, texts and attribute values are anything.
public struct CanonicalElement: Sendable {
    let name: String
    let namespace: XMLNamespace
    let attributes: [CanonicalAttribute]
    let children: [CanonicalNode]
    /// Namespaces whose prefix stands in a value, as in `xsi:type="xs:string"`. They are declared here, and signatures
    /// over them name the prefix in `InclusiveNamespaces` (exc-c14n §2.1), or no verifier would see them.
    let declared: [XMLNamespace]

    public init(
        _ name: StaticString, in namespace: XMLNamespace, _ attributes: [CanonicalAttribute] = [],
        _ children: [CanonicalNode] = [], declaring declared: [XMLNamespace] = []
    ) {
        self.name = name.description
        self.namespace = namespace
        self.attributes = attributes
        self.children = children
        self.declared = declared
    }

    /// An element that holds a text alone.
    public init(
        _ name: StaticString, in namespace: XMLNamespace, _ attributes: [CanonicalAttribute] = [], text: String
    ) {
        self.init(name, in: namespace, attributes, [.text(text)])
    }

    /// The canonical bytes of this element as a document of its own.
    public func canonicalBytes() throws(SignedXMLError) -> [UInt8] {
        var writer = CanonicalWriter()
        try writer.write(self, inScope: [])
        return writer.bytes
    }
}

public enum CanonicalNode: Sendable {
    case element(CanonicalElement)
    case text(String)
    /// An element that was signed already and must stay byte for byte as it is.
    case signed(SignedFragment)
    /// In a form: the place of a text, by its number.
    case blank(Int)
    /// In a form: the place of an element that is written by itself, with all its namespaces, and the prefixes that
    /// stand in its values only. Nothing around it may declare a prefix that it uses.
    case fragment(inclusivePrefixes: [String])
}

public struct CanonicalAttribute: Sendable {
    let name: String
    let namespace: XMLNamespace?
    let value: String
    /// The number of the value, where a form leaves it blank.
    let blank: Int?

    public init(_ name: StaticString, _ value: String, in namespace: XMLNamespace? = nil) {
        self.name = name.description
        self.namespace = namespace
        self.value = value
        blank = nil
    }

    /// In a form: the place of a value, by its number.
    public init(_ name: StaticString, blank number: Int) {
        self.name = name.description
        namespace = nil
        value = ""
        blank = number
    }

    /// No attribute where there is no value.
    public static func optional(_ name: StaticString, _ value: String?) -> [CanonicalAttribute] {
        value.map { [CanonicalAttribute(name, $0)] } ?? []
    }
}
