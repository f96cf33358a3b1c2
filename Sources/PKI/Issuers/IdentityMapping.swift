/// Which attributes of the subject say who the holder is.
public struct IdentityMapping: Sendable {
    /// Issuers with one namespace name the same persons.
    public var namespace: String
    public var nationalID: AttributeRule
    public var givenName: AttributeRule
    public var familyName: AttributeRule

    public init(
        namespace: String, nationalID: AttributeRule, givenName: AttributeRule = AttributeRule(.givenName),
        familyName: AttributeRule = AttributeRule(.surname)
    ) {
        self.namespace = namespace
        self.nationalID = nationalID
        self.givenName = givenName
        self.familyName = familyName
    }
}

/// One attribute, and the pattern that its whole value must match.
public struct AttributeRule: Sendable {
    public var attribute: OID
    public var pattern: IdentityPattern?

    public init(_ attribute: OID, pattern: IdentityPattern? = nil) {
        self.attribute = attribute
        self.pattern = pattern
    }
}
