/// How one thing about a person is called in SAML.
public struct AttributeName: Hashable, Sendable {
    public let name: String
    public let friendlyName: String?
    public let nameFormat: String
    public let type: AttributeValueType?

    public init(
        _ name: String, friendlyName: String? = nil, nameFormat: String = AttributeNameFormat.uri,
        type: AttributeValueType? = nil
    ) {
        self.name = name
        self.friendlyName = friendlyName
        self.nameFormat = nameFormat
        self.type = type
    }

    /// The attribute with values; nil without any, since an attribute nobody has is not sent (R31).
    public func attribute(_ values: [String]) -> Attribute? {
        guard !values.isEmpty else { return nil }
        return Attribute(
            name: name, nameFormat: nameFormat, friendlyName: friendlyName, values: values, type: type)
    }

    /// The name alone, for metadata.
    public var declared: Attribute {
        Attribute(name: name, nameFormat: nameFormat, friendlyName: friendlyName, values: [])
    }
}

/// A set of names, by the words that the house has for things. A site's own mapping is laid over a set of everybody's.
public struct AttributeSet: Sendable {
    public private(set) var names: [String: AttributeName]

    public init(_ names: [String: AttributeName]) { self.names = names }

    public subscript(item: String) -> AttributeName? { names[item] }

    /// This set with a site's own names in place of the usual ones.
    public func mapped(_ own: [String: AttributeName]) -> AttributeSet {
        AttributeSet(names.merging(own) { _, own in own })
    }

    /// The attributes for what may be released, in the order given; what has no name here is not sent (R31).
    public func attributes(_ values: [(item: String, values: [String])]) -> [Attribute] {
        values.compactMap { names[$0.item]?.attribute($0.values) }
    }

    /// The words whose names a request or metadata asks for.
    public func items(of requested: [ServiceProvider.RequestedAttribute]) -> [String] {
        names.filter { _, name in requested.contains { $0.name.utf8.elementsEqual(name.name.utf8) } }.keys.sorted()
    }
}
