import Foundation
import SignedXML

/// Composes `saml:Assertion` (SAML core §2.3.3; SAML profiles §4.1.4.2).
struct AssertionWriting {
    let provider: IdentityProvider
    let content: AssertionContent
    let target: AnswerTarget
    let now: Date

    private var saml: XMLNamespace { SAMLNamespace.assertion }
    private static let bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    /// Clocks of sites that are a little slow must not find the assertion too young.
    private static let clockAllowance = 60.0
    private static let longest = 300.0

    func element(id: String) -> CanonicalElement {
        var parts = [
            CanonicalElement("Issuer", in: saml, text: provider.entityID), subject, conditions, authnStatement,
        ]
        if !content.attributes.isEmpty { parts.append(attributeStatement) }
        return CanonicalElement(
            "Assertion", in: saml,
            [
                CanonicalAttribute("ID", id), CanonicalAttribute("IssueInstant", SAMLTime.text(now)),
                CanonicalAttribute("Version", "2.0"),
            ],
            parts.map { .element($0) })
    }

    private var end: String {
        let seconds = min(max(Double(content.validity.components.seconds), 0), Self.longest)
        return SAMLTime.text(now.addingTimeInterval(seconds))
    }

    private var subject: CanonicalElement {
        let data = CanonicalElement(
            "SubjectConfirmationData", in: saml,
            CanonicalAttribute.optional("Address", content.address) + [
                CanonicalAttribute("InResponseTo", target.inResponseTo), CanonicalAttribute("NotOnOrAfter", end),
                CanonicalAttribute("Recipient", target.consumer),
            ])
        let confirmation = CanonicalElement(
            "SubjectConfirmation", in: saml, [CanonicalAttribute("Method", Self.bearer)], [.element(data)])
        return CanonicalElement("Subject", in: saml, [], [.element(content.nameID.element), .element(confirmation)])
    }

    private var conditions: CanonicalElement {
        let audience = CanonicalElement("Audience", in: saml, text: target.entityID)
        let restriction = CanonicalElement("AudienceRestriction", in: saml, [], [.element(audience)])
        let start = SAMLTime.text(now.addingTimeInterval(-Self.clockAllowance))
        return CanonicalElement(
            "Conditions", in: saml, [CanonicalAttribute("NotBefore", start), CanonicalAttribute("NotOnOrAfter", end)],
            [.element(restriction)])
    }

    private var authnStatement: CanonicalElement {
        let reference =
            content.authnContextDeclaration.map { CanonicalElement("AuthnContextDeclRef", in: saml, text: $0) }
            ?? CanonicalElement("AuthnContextClassRef", in: saml, text: content.authnContextClass)
        let context = CanonicalElement("AuthnContext", in: saml, [], [.element(reference)])
        return CanonicalElement(
            "AuthnStatement", in: saml,
            [CanonicalAttribute("AuthnInstant", SAMLTime.text(content.authnInstant))]
                + CanonicalAttribute.optional("SessionIndex", content.sessionIndex)
                + CanonicalAttribute.optional(
                    "SessionNotOnOrAfter", content.sessionNotOnOrAfter.map(SAMLTime.text)),
            [.element(context)])
    }

    private var attributeStatement: CanonicalElement {
        let attributes = content.attributes.map { attribute in
            CanonicalElement(
                "Attribute", in: saml,
                CanonicalAttribute.optional("FriendlyName", attribute.friendlyName) + [
                    CanonicalAttribute("Name", attribute.name), CanonicalAttribute("NameFormat", attribute.nameFormat),
                ],
                attribute.values.map { .element(value($0, attribute.type)) })
        }
        return CanonicalElement("AttributeStatement", in: saml, [], attributes.map { .element($0) })
    }

    private func value(_ text: String, _ type: AttributeValueType?) -> CanonicalElement {
        guard let type else { return CanonicalElement("AttributeValue", in: saml, text: text) }
        return CanonicalElement(
            "AttributeValue", in: saml,
            [CanonicalAttribute("type", "xs:" + type.rawValue, in: SAMLNamespace.instance)], [.text(text)],
            declaring: [SAMLNamespace.schema])
    }

    /// A value that is not of the type it claims would be a lie that strict readers stumble over.
    func checkValues() throws(SAMLError) {
        for attribute in content.attributes {
            guard let type = attribute.type else { continue }
            guard attribute.values.allSatisfy(type.holds) else {
                throw .unwritable("a value of \(attribute.name) is no xs:\(type.rawValue)")
            }
        }
    }
}
