import OpenSSL
import SignedXML

public import struct Foundation.Date

extension RequestingSite {
    /// Verifies a response and reads what it says: everything that SAML profiles §4.1.4.3 asks of a site.
    ///
    /// A status other than Success is thrown as `SAMLError.refused`. Either the response or its assertion must be
    /// signed; each signature that is there must verify.
    public func receive(
        _ response: [UInt8], requestID: String, from provider: KnownIdentityProvider, at now: Date,
        clockAllowance: Duration = .seconds(60)
    ) throws(SAMLError) -> ReceivedLogin {
        let document = try translating { () throws(SignedXMLError) in
            try UnverifiedDocument(response, limits: .request)
        }
        let reading = ResponseReading(
            site: self, requestID: requestID, provider: provider, now: now,
            allowance: Double(clockAllowance.components.seconds))
        return try reading.login(document)
    }
}

/// The checks of one received response.
private struct ResponseReading {
    let site: RequestingSite
    let requestID: String
    let provider: KnownIdentityProvider
    let now: Date
    let allowance: Double

    private static let response = SAMLNamespace.samlp("Response")
    private static let assertion = SAMLNamespace.saml("Assertion")

    func login(_ document: UnverifiedDocument) throws(SAMLError) -> ReceivedLogin {
        guard document.hasRootSignature else {
            let claims = document.claims
            try checkResponse(claims)
            let id = claims.attribute("ID") ?? ""
            if let hidden = try Self.encryptedAssertion(claims) {
                return try read(try open(hidden, mustBeSigned: true), responseID: id)
            }
            let signed = try translating { () throws(SignedXMLError) in
                try document.verifiedChild(Self.assertion, ofRoot: Self.response, keys: provider.signingKeys)
            }
            return try read(signed.element, responseID: id)
        }
        let signed = try translating { () throws(SignedXMLError) in
            try document.verified(root: Self.response, keys: provider.signingKeys, signedChild: Self.assertion)
        }
        try checkResponse(signed.element)
        let id = signed.element.attribute("ID") ?? ""
        if let hidden = try Self.encryptedAssertion(signed.element) {
            return try read(try open(hidden, mustBeSigned: false), responseID: id)
        }
        let assertions = signed.element.elements(Self.assertion)
        guard let only = assertions.first, assertions.count == 1 else { throw .malformed("not exactly one Assertion") }
        return try read(only, responseID: id)
    }

    /// The one encrypted assertion, if that is how it came; a readable one beside it would be somebody else's.
    private static func encryptedAssertion(_ response: XMLElement) throws(SAMLError) -> XMLElement? {
        let hidden = response.elements(SAMLNamespace.saml("EncryptedAssertion"))
        guard !hidden.isEmpty else { return nil }
        guard hidden.count == 1, response.elements(assertion).isEmpty else {
            throw .malformed("not exactly one Assertion")
        }
        return hidden[0]
    }

    /// Opens an assertion and reads it by itself. A signature on it must verify; without one around it, it must have one.
    private func open(_ hidden: XMLElement, mustBeSigned: Bool) throws(SAMLError) -> XMLElement {
        let bytes = try site.decryptionKeys.open(hidden)
        return try translating { () throws(SignedXMLError) in
            let document = try UnverifiedDocument(bytes, limits: .request)
            guard document.hasSignature || mustBeSigned else {
                guard document.claims.name == Self.assertion else { throw .unexpectedRoot }
                return document.claims
            }
            return try document.verified(root: Self.assertion, keys: provider.signingKeys).element
        }
    }

    private func checkResponse(_ response: XMLElement) throws(SAMLError) {
        try demand(response.name == Self.response, "the message is no Response")
        try demand(matches(response.attribute("InResponseTo"), requestID), "it answers another request")
        if let destination = response.attribute("Destination") {
            try demand(sameBytes(destination, site.consumerURL), "it is addressed elsewhere")
        }
        try checkIssuer(response)
        let status = try SAMLStatus(of: response)
        if !status.isSuccess { throw .refused(status) }
    }

    private func read(_ assertion: XMLElement, responseID: String) throws(SAMLError) -> ReceivedLogin {
        try checkIssuer(assertion)
        let end = try checkConditions(assertion)
        let (nameID, confirmedUntil) = try subject(assertion)
        guard let id = assertion.attribute("ID"),
            let statement = assertion.elements(SAMLNamespace.saml("AuthnStatement")).first,
            let instant = statement.attribute("AuthnInstant").flatMap(SAMLTime.date),
            let level = statement.elements(SAMLNamespace.saml("AuthnContext")).first?
                .elements(SAMLNamespace.saml("AuthnContextClassRef")).first?.text
        else { throw .malformed("the assertion has no authentication statement") }
        return ReceivedLogin(
            nameID: nameID, attributes: Self.attributes(assertion), authnInstant: instant, authnContextClass: level,
            sessionIndex: statement.attribute("SessionIndex"), responseID: responseID, assertionID: id,
            notOnOrAfter: min(end, confirmedUntil))
    }

    private func checkIssuer(_ element: XMLElement) throws(SAMLError) {
        let issuer = element.elements(SAMLNamespace.saml("Issuer")).first?.text
        try demand(matches(issuer, provider.entityID), "the issuer is another")
    }

    /// Audience and times (SAML core §2.5.1).
    private func checkConditions(_ assertion: XMLElement) throws(SAMLError) -> Date {
        guard let conditions = assertion.elements(SAMLNamespace.saml("Conditions")).first,
            let end = conditions.attribute("NotOnOrAfter").flatMap(SAMLTime.date)
        else { throw .notForUs("there are no conditions with an end") }
        if let text = conditions.attribute("NotBefore") {
            guard let start = SAMLTime.date(text) else { throw .malformed("NotBefore is no time") }
            try demand(now.addingTimeInterval(allowance) >= start, "it is not valid yet")
        }
        try demand(now.addingTimeInterval(-allowance) < end, "it has expired")
        let restrictions = conditions.elements(SAMLNamespace.saml("AudienceRestriction"))
        let isForUs = restrictions.allSatisfy { restriction in
            restriction.elements(SAMLNamespace.saml("Audience")).contains { matches($0.text, site.entityID) }
        }
        try demand(!restrictions.isEmpty && isForUs, "it is for another audience")
        return end
    }

    /// A bearer confirmation that is for this request and this address (SAML profiles §4.1.4.2).
    private func subject(_ assertion: XMLElement) throws(SAMLError) -> (NameID, Date) {
        guard let subject = assertion.elements(SAMLNamespace.saml("Subject")).first,
            let identifier = subject.elements(SAMLNamespace.saml("NameID")).first, let value = identifier.text
        else { throw .malformed("the assertion has no subject") }
        let confirmations = subject.elements(SAMLNamespace.saml("SubjectConfirmation"))
        let ends = confirmations.compactMap { confirmation -> Date? in
            guard confirmation.attribute("Method") == "urn:oasis:names:tc:SAML:2.0:cm:bearer",
                let data = confirmation.elements(SAMLNamespace.saml("SubjectConfirmationData")).first,
                matches(data.attribute("Recipient"), site.consumerURL),
                matches(data.attribute("InResponseTo"), requestID),
                let end = data.attribute("NotOnOrAfter").flatMap(SAMLTime.date),
                now.addingTimeInterval(-allowance) < end, data.attribute("NotBefore") == nil
            else { return nil }
            return end
        }
        guard let end = ends.max() else { throw .notForUs("no confirmation is for this request at this address") }
        let nameID = NameID(
            value: value, format: identifier.attribute("Format") ?? NameIDFormat.unspecified,
            nameQualifier: identifier.attribute("NameQualifier"),
            spNameQualifier: identifier.attribute("SPNameQualifier"))
        return (nameID, end)
    }

    private static func attributes(_ assertion: XMLElement) -> [Attribute] {
        assertion.elements(SAMLNamespace.saml("AttributeStatement")).flatMap { statement in
            statement.elements(SAMLNamespace.saml("Attribute")).map { attribute in
                Attribute(
                    name: attribute.attribute("Name") ?? "",
                    nameFormat: attribute.attribute("NameFormat") ?? AttributeNameFormat.basic,
                    friendlyName: attribute.attribute("FriendlyName"),
                    values: attribute.elements(SAMLNamespace.saml("AttributeValue")).compactMap(\.text))
            }
        }
    }

    private func matches(_ text: String?, _ expected: String) -> Bool { text.map { sameBytes($0, expected) } ?? false }

    private func demand(_ holds: Bool, _ otherwise: String) throws(SAMLError) {
        if !holds { throw .notForUs(otherwise) }
    }
}
