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
        let nameID = content.nameID
        let identifier = CanonicalElement(
            "NameID", in: saml,
            [CanonicalAttribute("Format", nameID.format)]
                + CanonicalAttribute.optional("NameQualifier", nameID.nameQualifier)
                + CanonicalAttribute.optional("SPNameQualifier", nameID.spNameQualifier),
            text: nameID.value)
        let data = CanonicalElement(
            "SubjectConfirmationData", in: saml,
            CanonicalAttribute.optional("Address", content.address) + [
                CanonicalAttribute("InResponseTo", target.inResponseTo), CanonicalAttribute("NotOnOrAfter", end),
                CanonicalAttribute("Recipient", target.consumer),
            ])
        let confirmation = CanonicalElement(
            "SubjectConfirmation", in: saml, [CanonicalAttribute("Method", Self.bearer)], [.element(data)])
        return CanonicalElement("Subject", in: saml, [], [.element(identifier), .element(confirmation)])
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
        let reference = CanonicalElement("AuthnContextClassRef", in: saml, text: content.authnContextClass)
        let context = CanonicalElement("AuthnContext", in: saml, [], [.element(reference)])
        return CanonicalElement(
            "AuthnStatement", in: saml,
            [CanonicalAttribute("AuthnInstant", SAMLTime.text(content.authnInstant))]
                + CanonicalAttribute.optional("SessionIndex", content.sessionIndex),
            [.element(context)])
    }

    private var attributeStatement: CanonicalElement {
        let attributes = content.attributes.map { attribute in
            CanonicalElement(
                "Attribute", in: saml,
                CanonicalAttribute.optional("FriendlyName", attribute.friendlyName) + [
                    CanonicalAttribute("Name", attribute.name), CanonicalAttribute("NameFormat", attribute.nameFormat),
                ],
                attribute.values.map { .element(CanonicalElement("AttributeValue", in: saml, text: $0)) })
        }
        return CanonicalElement("AttributeStatement", in: saml, [], attributes.map { .element($0) })
    }
}
