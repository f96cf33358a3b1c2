public import OpenSSL
import SignedXML

public import struct Foundation.Date

/// Whom a request to log out is about, and what of him.
public struct LogoutSubject: Sendable {
    public var nameID: NameID
    public var sessionIndexes: [String]
    /// A URI; `urn:oasis:names:tc:SAML:2.0:logout:user` or `:admin` (SAML core §3.7.3).
    public var reason: String?
    /// Encrypts the identifier, where the other side has a key and it is not to be read on the way.
    public var encryption: EncryptionTarget?

    public init(
        nameID: NameID, sessionIndexes: [String] = [], reason: String? = nil, encryption: EncryptionTarget? = nil
    ) {
        self.nameID = nameID
        self.sessionIndexes = sessionIndexes
        self.reason = reason
        self.encryption = encryption
    }
}

/// Writes messages about logging out, for either side. They are always signed.
public struct LogoutWriting: Sendable {
    let entityID: String
    let key: SigningKey
    let randomness: Randomness

    public init(entityID: String, key: SigningKey, randomness: Randomness = .system) {
        self.entityID = entityID
        self.key = key
        self.randomness = randomness
    }

    /// - Parameter validity: how long the request means anything.
    public func request(
        _ subject: LogoutSubject, to destination: String, at now: Date, validity: Duration = .seconds(300)
    ) throws(SAMLError) -> LogoutMessage {
        let (saml, samlp) = (SAMLNamespace.assertion, SAMLNamespace.protocol)
        let id = MessageID.make(randomness)
        let end = now.addingTimeInterval(Double(validity.components.seconds))
        var parts = [CanonicalElement("Issuer", in: saml, text: entityID), try identifier(subject)]
        parts += subject.sessionIndexes.map { CanonicalElement("SessionIndex", in: samlp, text: $0) }
        let element = CanonicalElement(
            "LogoutRequest", in: samlp,
            [
                CanonicalAttribute("Destination", destination), CanonicalAttribute("ID", id),
                CanonicalAttribute("IssueInstant", SAMLTime.text(now)),
                CanonicalAttribute("NotOnOrAfter", SAMLTime.text(end)),
            ] + CanonicalAttribute.optional("Reason", subject.reason) + [CanonicalAttribute("Version", "2.0")],
            parts.map { .element($0) })
        return LogoutMessage(
            id: id, destination: destination, parameter: "SAMLRequest", element: element, key: key)
    }

    /// - Parameter destination: `nil` for an answer that goes back as that of a call (SAML bindings §3.2).
    public func response(
        _ status: SAMLStatus, to destination: String?, inResponseTo request: String, at now: Date
    ) throws(SAMLError) -> LogoutMessage {
        let id = MessageID.make(randomness)
        let issuer = CanonicalElement("Issuer", in: SAMLNamespace.assertion, text: entityID)
        let element = CanonicalElement(
            "LogoutResponse", in: SAMLNamespace.protocol,
            CanonicalAttribute.optional("Destination", destination) + [
                CanonicalAttribute("ID", id), CanonicalAttribute("InResponseTo", request),
                CanonicalAttribute("IssueInstant", SAMLTime.text(now)), CanonicalAttribute("Version", "2.0"),
            ], [.element(issuer), .element(status.element)])
        return LogoutMessage(
            id: id, destination: destination ?? "", parameter: "SAMLResponse", element: element, key: key)
    }

    private func identifier(_ subject: LogoutSubject) throws(SAMLError) -> CanonicalElement {
        let element = subject.nameID.element
        guard let encryption = subject.encryption else { return element }
        let bytes = try translating { () throws(SignedXMLError) in try element.canonicalBytes() }
        let data = try EncryptedElement(target: encryption, randomness: randomness).data(bytes)
        return CanonicalElement("EncryptedID", in: SAMLNamespace.assertion, [], [.element(data)])
    }
}

/// A message that is written, and goes by the binding that the other side has.
public struct LogoutMessage: Sendable {
    public let id: String
    public let destination: String
    let parameter: String
    let element: CanonicalElement
    let key: SigningKey

    /// The address to send the visitor to; the query is signed (SAML bindings §3.4).
    public func redirectURL(relayState: String? = nil) throws(SAMLError) -> String {
        let bytes = try translating { () throws(SignedXMLError) in try element.canonicalBytes() }
        let query = try RedirectBinding.encode(bytes, relayState: relayState, signer: key, parameter: parameter)
        return destination + (destination.contains("?") ? "&" : "?") + query
    }

    /// The message for a form's field, signed in itself (SAML bindings §3.5).
    public func posted() throws(SAMLError) -> [UInt8] { try signed().bytes }

    /// The body of a SOAP call, the message signed in itself.
    public func soapBody() throws(SAMLError) -> [UInt8] {
        let fragment = try signed()
        return try translating { () throws(SignedXMLError) in
            try SOAPEnvelope.wrapping(.signed(fragment)).canonicalBytes()
        }
    }

    private func signed() throws(SAMLError) -> SignedFragment {
        try translating { () throws(SignedXMLError) in try key.signer.sign(element, after: 1) }
    }
}

extension IdentityProvider {
    /// Writes messages about logging out with one of the keys; the first without a name.
    public func logout(signingKey name: String? = nil) throws(SAMLError) -> LogoutWriting {
        LogoutWriting(entityID: entityID, key: try signingKey(name), randomness: randomness)
    }
}

extension NameID {
    /// `saml:NameID` (SAML core §2.2.3).
    var element: CanonicalElement {
        CanonicalElement(
            "NameID", in: SAMLNamespace.assertion,
            [CanonicalAttribute("Format", format)] + CanonicalAttribute.optional("NameQualifier", nameQualifier)
                + CanonicalAttribute.optional("SPNameQualifier", spNameQualifier), text: value)
    }
}
