import OpenSSL
import SignedXML

public import struct Foundation.Date

/// What a site may ask for in a request.
public struct RequestWishes: Sendable {
    public var nameIDFormat: String?
    public var authnContextClass: String?
    public var forceAuthn = false
    public var isPassive = false
    /// nil leaves the address to the metadata.
    public var consumerURL: String?
    public var consumerIndex: Int?
    public var protocolBinding: String?

    public init() {}
}

/// A request that was made, and what its answer must refer to.
public struct MadeRequest: Sendable {
    public let id: String
    public let bytes: [UInt8]
}

extension RequestingSite {
    /// An AuthnRequest for the Redirect binding, where the query is signed.
    public func request(
        to destination: String, wishes: RequestWishes = RequestWishes(), at now: Date
    ) throws(SAMLError) -> MadeRequest {
        let id = MessageID.make(randomness)
        let element = element(id: id, destination: destination, wishes: wishes, now: now)
        return MadeRequest(
            id: id, bytes: try translating { () throws(SignedXMLError) in try element.canonicalBytes() })
    }

    /// An AuthnRequest for the POST binding, signed in itself if the site signs.
    public func signedRequest(
        to destination: String, wishes: RequestWishes = RequestWishes(), at now: Date
    ) throws(SAMLError) -> MadeRequest {
        guard let signingKey else { return try request(to: destination, wishes: wishes, at: now) }
        let id = MessageID.make(randomness)
        let element = element(id: id, destination: destination, wishes: wishes, now: now)
        let signed = try translating { () throws(SignedXMLError) in try signingKey.signer.sign(element, after: 1) }
        return MadeRequest(id: id, bytes: signed.bytes)
    }

    /// The address to send the visitor to, with a request by the Redirect binding.
    public func redirect(
        to ssoURL: String, relayState: String?, wishes: RequestWishes = RequestWishes(), at now: Date
    ) throws(SAMLError) -> (id: String, url: String) {
        let made = try request(to: ssoURL, wishes: wishes, at: now)
        let query = try RedirectBinding.encode(made.bytes, relayState: relayState, signer: signingKey)
        return (made.id, ssoURL + (ssoURL.contains("?") ? "&" : "?") + query)
    }

    private func element(id: String, destination: String, wishes: RequestWishes, now: Date) -> CanonicalElement {
        let (saml, samlp) = (SAMLNamespace.assertion, SAMLNamespace.protocol)
        var attributes = [
            CanonicalAttribute("Destination", destination), CanonicalAttribute("ID", id),
            CanonicalAttribute("IssueInstant", SAMLTime.text(now)), CanonicalAttribute("Version", "2.0"),
        ]
        attributes += CanonicalAttribute.optional("AssertionConsumerServiceURL", wishes.consumerURL)
        attributes += CanonicalAttribute.optional(
            "AssertionConsumerServiceIndex", wishes.consumerIndex.map { String($0) })
        attributes += CanonicalAttribute.optional("ProtocolBinding", wishes.protocolBinding)
        attributes += CanonicalAttribute.optional("ForceAuthn", wishes.forceAuthn ? "true" : nil)
        attributes += CanonicalAttribute.optional("IsPassive", wishes.isPassive ? "true" : nil)
        var parts = [CanonicalElement("Issuer", in: saml, text: entityID)]
        if let format = wishes.nameIDFormat {
            parts.append(
                CanonicalElement(
                    "NameIDPolicy", in: samlp,
                    [CanonicalAttribute("AllowCreate", "true"), CanonicalAttribute("Format", format)]))
        }
        if let level = wishes.authnContextClass {
            let reference = CanonicalElement("AuthnContextClassRef", in: saml, text: level)
            parts.append(
                CanonicalElement(
                    "RequestedAuthnContext", in: samlp, [CanonicalAttribute("Comparison", "exact")],
                    [.element(reference)]))
        }
        return CanonicalElement("AuthnRequest", in: samlp, attributes, parts.map { .element($0) })
    }
}
