import SignedXML

extension AuthnRequest {
    static let name = SAMLNamespace.samlp("AuthnRequest")

    /// Reads the element as the schema says: known children in any number but one are an error, unknown ones too.
    init(_ element: XMLElement, isSigned: Bool) throws(SAMLError) {
        guard element.name == Self.name else { throw .malformed("the message is no AuthnRequest") }
        let reading = try RequestReading(element)
        guard let id = element.attribute("ID"), MessageID.isAcceptable(id) else {
            throw .malformed("the ID is missing, no NCName or longer than 256 bytes")
        }
        guard let version = element.attribute("Version") else { throw .malformed("there is no Version") }
        guard let instant = element.attribute("IssueInstant").flatMap(SAMLTime.date) else {
            throw .malformed("IssueInstant is missing or no time in UTC")
        }
        self.id = id
        self.version = version
        issueInstant = instant
        destination = element.attribute("Destination")
        issuer = try reading.issuer()
        consumerURL = element.attribute("AssertionConsumerServiceURL")
        consumerIndex = try reading.index("AssertionConsumerServiceIndex")
        protocolBinding = element.attribute("ProtocolBinding")
        nameIDPolicy = try reading.nameIDPolicy()
        forceAuthn = try reading.flag(element, "ForceAuthn")
        isPassive = try reading.flag(element, "IsPassive")
        requestedAuthnContext = try reading.authnContext()
        subject = try reading.subject()
        hasConditions = reading.child("Conditions", in: SAMLNamespace.assertion) != nil
        scoping = try reading.scoping()
        attributeConsumingServiceIndex = try reading.index("AttributeConsumingServiceIndex")
        providerName = element.attribute("ProviderName")
        extensions = reading.child("Extensions", in: SAMLNamespace.protocol)?.elements ?? []
        self.isSigned = isSigned
    }
}

/// The parts of an AuthnRequest, each read under its own rule.
private struct RequestReading {
    let element: XMLElement

    private static let saml = SAMLNamespace.assertion
    private static let samlp = SAMLNamespace.protocol

    init(_ element: XMLElement) throws(SAMLError) {
        let known = [
            SAMLNamespace.saml("Issuer"), SAMLNamespace.ds("Signature"), SAMLNamespace.samlp("Extensions"),
            SAMLNamespace.saml("Subject"), SAMLNamespace.samlp("NameIDPolicy"), SAMLNamespace.saml("Conditions"),
            SAMLNamespace.samlp("RequestedAuthnContext"), SAMLNamespace.samlp("Scoping"),
        ]
        let names = element.elements.map(\.name)
        guard element.holdsElementsOnly, Set(names).isSubset(of: known) else {
            throw .malformed("the request holds what no AuthnRequest may hold")
        }
        guard Set(names).count == names.count else { throw .malformed("an element of the request stands twice") }
        self.element = element
    }

    func child(_ local: String, in namespace: XMLNamespace) -> XMLElement? {
        element.elements(XMLName(namespace.uri, local)).first
    }

    func issuer() throws(SAMLError) -> String {
        guard let text = child("Issuer", in: Self.saml)?.text?.trimmingXMLSpace, !text.isEmpty,
            text.utf8.count <= 1_024
        else { throw .malformed("there is no Issuer") }
        return text
    }

    func index(_ name: String) throws(SAMLError) -> Int? {
        guard let text = element.attribute(name) else { return nil }
        guard let index = UInt16(text.trimmingXMLSpace) else { throw .malformed("\(name) is no number") }
        return Int(index)
    }

    /// `xs:boolean`; false when absent.
    func flag(_ element: XMLElement, _ name: String) throws(SAMLError) -> Bool {
        switch element.attribute(name)?.trimmingXMLSpace {
        case nil, "false", "0": return false
        case "true", "1": return true
        default: throw .malformed("\(name) is neither true nor false")
        }
    }

    func nameIDPolicy() throws(SAMLError) -> AuthnRequest.NameIDPolicy? {
        guard let policy = child("NameIDPolicy", in: Self.samlp) else { return nil }
        return .init(
            format: policy.attribute("Format"), spNameQualifier: policy.attribute("SPNameQualifier"),
            allowCreate: try flag(policy, "AllowCreate"))
    }

    func authnContext() throws(SAMLError) -> AuthnRequest.RequestedAuthnContext? {
        guard let context = child("RequestedAuthnContext", in: Self.samlp) else { return nil }
        guard let comparison = AuthnRequest.Comparison(rawValue: context.attribute("Comparison") ?? "exact") else {
            throw .malformed("Comparison is none of the four")
        }
        let classes = context.elements(SAMLNamespace.saml("AuthnContextClassRef"))
        let declarations = context.elements(SAMLNamespace.saml("AuthnContextDeclRef"))
        guard context.elements.count == classes.count + declarations.count, context.elements.count > 0 else {
            throw .malformed("RequestedAuthnContext holds no classes")
        }
        // SAML core §3.3.2.2.1: either classes or declarations.
        guard classes.isEmpty || declarations.isEmpty else {
            throw .malformed("RequestedAuthnContext holds classes and declarations")
        }
        return .init(
            comparison: comparison,
            classes: try names(classes.map(\.text), atMost: Self.mostProviders, of: "AuthnContextClassRef"),
            declarations: try names(declarations.map(\.text), atMost: Self.mostProviders, of: "AuthnContextDeclRef"))
    }

    func subject() throws(SAMLError) -> AuthnRequest.RequestedSubject? {
        guard let subject = child("Subject", in: Self.saml) else { return nil }
        let identifiers = subject.elements(SAMLNamespace.saml("NameID"))
        guard identifiers.count <= 1 else { throw .malformed("Subject holds several identifiers") }
        let only = identifiers.first
        guard only == nil || (only?.text?.utf8.count).map({ $0 <= Self.longest }) == true else {
            throw .malformed("the identifier in Subject is no text or longer than \(Self.longest) bytes")
        }
        return .init(
            nameID: only?.text, format: only?.attribute("Format"), nameQualifier: only?.attribute("NameQualifier"),
            spNameQualifier: only?.attribute("SPNameQualifier"), asksMore: subject.elements.count > identifiers.count)
    }

    func scoping() throws(SAMLError) -> AuthnRequest.Scoping? {
        guard let scoping = child("Scoping", in: Self.samlp) else { return nil }
        var count: Int?
        if let text = scoping.attribute("ProxyCount") {
            guard let number = UInt32(text.trimmingXMLSpace) else { throw .malformed("ProxyCount is no number") }
            count = Int(number)
        }
        let lists = scoping.elements(SAMLNamespace.samlp("IDPList"))
        let requesters = scoping.elements(SAMLNamespace.samlp("RequesterID"))
        guard lists.count <= 1, scoping.elements.count == lists.count + requesters.count else {
            throw .malformed("Scoping holds what it may not hold")
        }
        return .init(
            proxyCount: count, identityProviders: try lists.first.map(providers),
            requesterIDs: try names(requesters.map(\.text), atMost: Self.mostRequesters, of: "RequesterID"))
    }

    /// `GetComplete`, which leads to more of the list elsewhere, is never followed.
    private func providers(_ list: XMLElement) throws(SAMLError) -> [String] {
        let entries = list.elements(SAMLNamespace.samlp("IDPEntry")).map { $0.attribute("ProviderID") }
        guard !entries.isEmpty else { throw .malformed("IDPList is empty") }
        return try names(entries, atMost: Self.mostProviders, of: "IDPEntry")
    }

    private func names(_ texts: [String?], atMost most: Int, of what: String) throws(SAMLError) -> [String] {
        guard texts.count <= most else { throw .malformed("more than \(most) elements \(what)") }
        var names: [String] = []
        for text in texts {
            guard let name = text?.trimmingXMLSpace, !name.isEmpty, name.utf8.count <= Self.longest else {
                throw .malformed("\(what) is empty, no text or longer than \(Self.longest) bytes")
            }
            names.append(name)
        }
        return names
    }

    /// A federation behind a federation behind a portal; more is nothing that a visitor could read.
    private static let mostRequesters = 16
    private static let mostProviders = 64
    /// SAML core §8.3.6 allows entity IDs of 1,024 characters.
    private static let longest = 1_024
}
