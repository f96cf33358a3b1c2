import SignedXML

/// What decides how the bytes of an assertion stand, apart from the values in it: the same for all answers to a site
/// that hold the same attributes.
struct AssertionShape: Hashable, Sendable {
    let audience: String
    let consumer: String
    let attributes: [Attribute]
    private let parts: Parts

    /// An attribute without its values.
    struct Attribute: Hashable, Sendable {
        let name: String
        let nameFormat: String
        let friendlyName: String?
        let type: AttributeValueType?
        let count: Int
    }

    /// What may be there or not.
    private struct Parts: OptionSet, Hashable, Sendable {
        let rawValue: UInt8
        static let nameQualifier = Parts(rawValue: 1)
        static let spNameQualifier = Parts(rawValue: 2)
        static let address = Parts(rawValue: 4)
        static let sessionIndex = Parts(rawValue: 8)
        static let sessionEnd = Parts(rawValue: 16)
        static let declaration = Parts(rawValue: 32)
    }

    init(_ content: AssertionContent, _ target: AnswerTarget) {
        audience = target.entityID
        consumer = target.consumer
        attributes = content.attributes.map {
            Attribute(
                name: $0.name, nameFormat: $0.nameFormat, friendlyName: $0.friendlyName, type: $0.type,
                count: $0.values.count)
        }
        var parts: Parts = []
        if content.nameID.nameQualifier != nil { parts.insert(.nameQualifier) }
        if content.nameID.spNameQualifier != nil { parts.insert(.spNameQualifier) }
        if content.address != nil { parts.insert(.address) }
        if content.sessionIndex != nil { parts.insert(.sessionIndex) }
        if content.sessionNotOnOrAfter != nil { parts.insert(.sessionEnd) }
        if content.authnContextDeclaration != nil { parts.insert(.declaration) }
        self.parts = parts
    }

    /// The blanks by their numbers; the values of attributes follow one another behind the last.
    enum Blank: Int, CaseIterable {
        case id, issued, nameID, nameFormat, nameQualifier, spNameQualifier, address, inResponseTo, start, end
        case authnInstant, sessionIndex, sessionEnd, context
    }

    private var saml: XMLNamespace { SAMLNamespace.assertion }
    private static let bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"

    /// `saml:Assertion` with blanks (SAML core §2.3.3; SAML profiles §4.1.4.2).
    func element(issuer: String) -> CanonicalElement {
        var children = [
            CanonicalElement("Issuer", in: saml, text: issuer), subject, conditions, authnStatement,
        ]
        if !attributes.isEmpty { children.append(attributeStatement) }
        return CanonicalElement(
            "Assertion", in: saml,
            [blank("ID", .id), blank("IssueInstant", .issued), CanonicalAttribute("Version", "2.0")],
            children.map { .element($0) })
    }

    private func blank(_ name: StaticString, _ blank: Blank) -> CanonicalAttribute {
        CanonicalAttribute(name, blank: blank.rawValue)
    }

    private func blank(_ name: StaticString, _ blank: Blank, if part: Parts) -> [CanonicalAttribute] {
        parts.contains(part) ? [self.blank(name, blank)] : []
    }

    private var subject: CanonicalElement {
        let name = CanonicalElement(
            "NameID", in: saml,
            [blank("Format", .nameFormat)] + blank("NameQualifier", .nameQualifier, if: .nameQualifier)
                + blank("SPNameQualifier", .spNameQualifier, if: .spNameQualifier), [.blank(Blank.nameID.rawValue)])
        let data = CanonicalElement(
            "SubjectConfirmationData", in: saml,
            blank("Address", .address, if: .address) + [
                blank("InResponseTo", .inResponseTo), blank("NotOnOrAfter", .end),
                CanonicalAttribute("Recipient", consumer),
            ])
        let confirmation = CanonicalElement(
            "SubjectConfirmation", in: saml, [CanonicalAttribute("Method", Self.bearer)], [.element(data)])
        return CanonicalElement("Subject", in: saml, [], [.element(name), .element(confirmation)])
    }

    private var conditions: CanonicalElement {
        let audience = CanonicalElement("Audience", in: saml, text: audience)
        let restriction = CanonicalElement("AudienceRestriction", in: saml, [], [.element(audience)])
        return CanonicalElement(
            "Conditions", in: saml, [blank("NotBefore", .start), blank("NotOnOrAfter", .end)],
            [.element(restriction)])
    }

    private var authnStatement: CanonicalElement {
        let text = [CanonicalNode.blank(Blank.context.rawValue)]
        let reference =
            parts.contains(.declaration)
            ? CanonicalElement("AuthnContextDeclRef", in: saml, [], text)
            : CanonicalElement("AuthnContextClassRef", in: saml, [], text)
        let context = CanonicalElement("AuthnContext", in: saml, [], [.element(reference)])
        return CanonicalElement(
            "AuthnStatement", in: saml,
            [blank("AuthnInstant", .authnInstant)] + blank("SessionIndex", .sessionIndex, if: .sessionIndex)
                + blank("SessionNotOnOrAfter", .sessionEnd, if: .sessionEnd), [.element(context)])
    }

    private var attributeStatement: CanonicalElement {
        var number = Blank.allCases.count
        var elements: [CanonicalNode] = []
        for attribute in attributes {
            let values = (number..<number + attribute.count).map {
                CanonicalNode.element(value(.blank($0), attribute.type))
            }
            number += attribute.count
            elements.append(
                .element(
                    CanonicalElement(
                        "Attribute", in: saml,
                        CanonicalAttribute.optional("FriendlyName", attribute.friendlyName) + [
                            CanonicalAttribute("Name", attribute.name),
                            CanonicalAttribute("NameFormat", attribute.nameFormat),
                        ], values)))
        }
        return CanonicalElement("AttributeStatement", in: saml, [], elements)
    }

    private func value(_ text: CanonicalNode, _ type: AttributeValueType?) -> CanonicalElement {
        guard let type else { return CanonicalElement("AttributeValue", in: saml, [], [text]) }
        return CanonicalElement(
            "AttributeValue", in: saml,
            [CanonicalAttribute("type", "xs:" + type.rawValue, in: SAMLNamespace.instance)], [text],
            declaring: [SAMLNamespace.schema])
    }
}
