import SignedXML

import struct Foundation.Date

/// What requests and answers about logging out have in common (SAML core §3.2.1, §3.2.2).
struct LogoutReading {
    let element: XMLElement
    let id: String
    let version: String
    let issueInstant: Date
    let destination: String?
    let issuer: String

    init(_ element: XMLElement, name: XMLName) throws(SAMLError) {
        guard element.name == name else { throw .malformed("the message is no \(name.local)") }
        guard element.holdsElementsOnly else { throw .malformed("text stands where elements belong") }
        guard let id = element.attribute("ID"), MessageID.isAcceptable(id) else {
            throw .malformed("the ID is missing, no NCName or longer than 256 bytes")
        }
        guard let version = element.attribute("Version") else { throw .malformed("there is no Version") }
        guard let instant = element.attribute("IssueInstant").flatMap(SAMLTime.date) else {
            throw .malformed("IssueInstant is missing or no time in UTC")
        }
        let issuers = element.elements(SAMLNamespace.saml("Issuer"))
        guard let issuer = issuers.first?.text?.trimmingXMLSpace, issuers.count == 1, !issuer.isEmpty,
            issuer.utf8.count <= 1_024
        else { throw .malformed("there must be one Issuer") }
        self.element = element
        self.id = id
        self.version = version
        issueInstant = instant
        // Some write an empty one in what goes by SOAP and has none.
        destination = element.attribute("Destination").flatMap { $0.isEmpty ? nil : $0 }
        self.issuer = issuer
    }

    /// The one identifier: in the clear, or encrypted to one of the keys (SAML core §2.2.4).
    func nameID(opening keys: [DecryptionKey]) throws(SAMLError) -> NameID {
        let plain = element.elements(SAMLNamespace.saml("NameID"))
        let hidden = element.elements(SAMLNamespace.saml("EncryptedID"))
        guard plain.count + hidden.count == 1, element.elements(SAMLNamespace.saml("BaseID")).isEmpty else {
            throw .malformed("there must be one NameID or EncryptedID")
        }
        guard let encrypted = hidden.first else { return try Self.nameID(plain[0]) }
        let opened = try keys.open(encrypted)
        let document = try translating { () throws(SignedXMLError) in
            try UnverifiedDocument(opened, limits: .request)
        }
        return try Self.nameID(document.claims)
    }

    static func nameID(_ element: XMLElement) throws(SAMLError) -> NameID {
        guard element.name == SAMLNamespace.saml("NameID"), let value = element.text, !value.isEmpty,
            value.utf8.count <= 1_024
        else { throw .malformed("NameID is empty, no text or longer than 1024 bytes") }
        return NameID(
            value: value, format: element.attribute("Format") ?? NameIDFormat.unspecified,
            nameQualifier: element.attribute("NameQualifier"), spNameQualifier: element.attribute("SPNameQualifier"))
    }
}
