public import struct Foundation.Date

/// What an assertion says about a person (SAML core §2.3.3).
public struct AssertionContent: Sendable {
    public var nameID: NameID
    public var attributes: [Attribute]
    public var authnInstant: Date
    public var authnContextClass: String
    /// Set where a declaration was asked for; the class is left out then (SAML core §2.7.2.2).
    public var authnContextDeclaration: String?
    public var sessionIndex: String?
    /// When the session of the login host ends, which that of the site must not outlast (SAML core §2.7.2).
    public var sessionNotOnOrAfter: Date?
    /// The network address of the person's browser, for SubjectConfirmationData.
    public var address: String?
    /// At most 5 minutes (R28): the bearer of the assertion is believed as long.
    public var validity: Duration

    public init(
        nameID: NameID, attributes: [Attribute], authnInstant: Date,
        authnContextClass: String = AuthnContextClass.smartcardPKI, sessionIndex: String? = nil,
        address: String? = nil, validity: Duration = .seconds(300), sessionNotOnOrAfter: Date? = nil,
        authnContextDeclaration: String? = nil
    ) {
        self.nameID = nameID
        self.attributes = attributes
        self.authnInstant = authnInstant
        self.authnContextClass = authnContextClass
        self.sessionIndex = sessionIndex
        self.address = address
        self.validity = validity
        self.sessionNotOnOrAfter = sessionNotOnOrAfter
        self.authnContextDeclaration = authnContextDeclaration
    }

    /// Says what was granted of the context that the request asked for.
    public mutating func state(_ context: GrantedContext) {
        switch context {
        case .class(let uri): (authnContextClass, authnContextDeclaration) = (uri, nil)
        case .declaration(let uri): authnContextDeclaration = uri
        }
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
    /// Written as `xsi:type`; nil writes none, which every site reads (saml2int SDP-IDP19).
    public var type: AttributeValueType?

    public init(
        name: String, nameFormat: String = AttributeNameFormat.uri, friendlyName: String? = nil, values: [String],
        type: AttributeValueType? = nil
    ) {
        self.name = name
        self.nameFormat = nameFormat
        self.friendlyName = friendlyName
        self.values = values
        self.type = type
    }
}

/// The types of XML Schema that attribute values have (XML Schema part 2 §3).
public enum AttributeValueType: String, CaseIterable, Sendable {
    case string, boolean, integer, date, dateTime

    /// Whether a text is of the type: an assertion never says one thing and holds another.
    func holds(_ text: String) -> Bool {
        switch self {
        case .string: true
        case .boolean: ["true", "false", "0", "1"].contains(text)
        case .integer: isInteger(text)
        case .date: text.utf8.count == 10 && SAMLTime.date(text + "T00:00:00Z") != nil
        case .dateTime: SAMLTime.date(text) != nil
        }
    }

    private func isInteger(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}
