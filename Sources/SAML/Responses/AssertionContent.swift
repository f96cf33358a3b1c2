public import struct Foundation.Date

/// What an assertion says about a person (SAML core §2.3.3).
public struct AssertionContent: Sendable {
    public var nameID: NameID
    public var attributes: [Attribute]
    public var authnInstant: Date
    public var authnContextClass: String
    public var sessionIndex: String?
    /// The network address of the person's browser, for SubjectConfirmationData.
    public var address: String?
    /// At most 5 minutes (R28): the bearer of the assertion is believed as long.
    public var validity: Duration

    public init(
        nameID: NameID, attributes: [Attribute], authnInstant: Date,
        authnContextClass: String = AuthnContextClass.smartcardPKI, sessionIndex: String? = nil,
        address: String? = nil, validity: Duration = .seconds(300)
    ) {
        self.nameID = nameID
        self.attributes = attributes
        self.authnInstant = authnInstant
        self.authnContextClass = authnContextClass
        self.sessionIndex = sessionIndex
        self.address = address
        self.validity = validity
    }
}

/// An identifier of a person (SAML core §2.2.2).
public struct NameID: Hashable, Sendable {
    public var value: String
    public var format: String
    public var nameQualifier: String?
    public var spNameQualifier: String?

    public init(value: String, format: String, nameQualifier: String? = nil, spNameQualifier: String? = nil) {
        self.value = value
        self.format = format
        self.nameQualifier = nameQualifier
        self.spNameQualifier = spNameQualifier
    }
}

/// An attribute of a person (SAML core §2.7.3.1); each value stands in an element of its own.
public struct Attribute: Hashable, Sendable {
    public var name: String
    public var nameFormat: String
    public var friendlyName: String?
    public var values: [String]

    public init(
        name: String, nameFormat: String = AttributeNameFormat.uri, friendlyName: String? = nil, values: [String]
    ) {
        self.name = name
        self.nameFormat = nameFormat
        self.friendlyName = friendlyName
        self.values = values
    }
}
