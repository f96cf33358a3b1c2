import OpenSSL
import SignedXML

/// A message about logging out as it arrived, by any of its bindings. Its issuer is a claim until it is opened with the
/// keys of that party.
public struct ReceivedLogout: Sendable {
    /// Whom the message says it is from: good for looking the party up, for nothing else.
    public let claimedIssuer: String
    public let relayState: String?
    /// The binding by which it came.
    public let binding: String
    /// Whether it asks, or answers.
    public let isRequest: Bool
    private let document: UnverifiedDocument
    private let redirect: RedirectBinding?
    private let chain: [XMLName]

    /// Reads the raw query of `GET /saml/slo?…`, the part behind `?`.
    public static func redirect(rawQuery: String) throws(SAMLError) -> ReceivedLogout {
        let asks = try RedirectBinding.holds("SAMLRequest", in: rawQuery)
        let answers = try RedirectBinding.holds("SAMLResponse", in: rawQuery)
        guard asks != answers else { throw .malformed("not exactly one of SAMLRequest and SAMLResponse") }
        let binding = try RedirectBinding.decode(
            rawQuery: rawQuery, parameter: asks ? "SAMLRequest" : "SAMLResponse")
        return try ReceivedLogout(
            binding.message, asks, relayState: binding.relayState, redirect: binding, SAMLBinding.redirect, soap: false)
    }

    /// Reads the fields of a form; exactly one of the two messages must be there.
    public static func post(
        samlRequest: String?, samlResponse: String?, relayState: String?
    ) throws(SAMLError) -> ReceivedLogout {
        guard let message = samlRequest ?? samlResponse, samlRequest == nil || samlResponse == nil else {
            throw .malformed("not exactly one of SAMLRequest and SAMLResponse")
        }
        let binding = try PostBinding.decode(message: message, relayState: relayState)
        return try ReceivedLogout(
            binding.message, samlRequest != nil, relayState: binding.relayState, redirect: nil, SAMLBinding.post,
            soap: false)
    }

    /// Reads the body of a SOAP call (SAML bindings §3.2).
    public static func soap(_ body: [UInt8]) throws(SAMLError) -> ReceivedLogout {
        try ReceivedLogout(body, nil, relayState: nil, redirect: nil, SAMLBinding.soap, soap: true)
    }

    private init(
        _ bytes: [UInt8], _ asks: Bool?, relayState: String?, redirect: RedirectBinding?, _ binding: String,
        soap: Bool
    ) throws(SAMLError) {
        let document = try translating { () throws(SignedXMLError) in
            try UnverifiedDocument(bytes, limits: .request)
        }
        let names = [LogoutRequest.name, LogoutResponse.name]
        let wrapped = soap ? [SOAPEnvelope.envelope, SOAPEnvelope.body] : []
        var message: (element: XMLElement, chain: [XMLName])?
        for name in names {
            if let element = try? document.claims(along: wrapped + [name]) { message = (element, wrapped + [name]) }
        }
        guard let found = message, let kind = found.chain.last else {
            throw .malformed("the message is neither LogoutRequest nor LogoutResponse")
        }
        let isRequest = kind == LogoutRequest.name
        guard asks == nil || asks == isRequest else { throw .malformed("the message is not what its field says") }
        let issuers = found.element.elements(SAMLNamespace.saml("Issuer"))
        guard let issuer = issuers.first?.text?.trimmingXMLSpace, issuers.count == 1, !issuer.isEmpty else {
            throw .malformed("there must be one Issuer")
        }
        claimedIssuer = issuer
        self.relayState = relayState
        self.binding = binding
        self.isRequest = isRequest
        self.document = document
        self.redirect = redirect
        chain = found.chain
    }

    /// The request of a site. It must be signed, always: an unsigned one would let anybody log anybody out
    /// (SAML profiles §4.4.4.1; saml2int SDP-IDP26).
    public func request(
        from site: ServiceProvider, opening keys: [DecryptionKey] = []
    ) throws(SAMLError) -> LogoutRequest {
        guard isRequest else { throw .malformed("an answer where a request belongs") }
        return try LogoutRequest(try proven(site.entityID, site.signingKeys), opening: keys)
    }

    /// The answer of a site; it must be signed too.
    public func response(from site: ServiceProvider) throws(SAMLError) -> LogoutResponse {
        guard !isRequest else { throw .malformed("a request where an answer belongs") }
        return try LogoutResponse(try proven(site.entityID, site.signingKeys))
    }

    /// The request of an identity provider, as a site gets it.
    public func request(
        from provider: KnownIdentityProvider, opening keys: [DecryptionKey] = []
    ) throws(SAMLError) -> LogoutRequest {
        guard isRequest else { throw .malformed("an answer where a request belongs") }
        return try LogoutRequest(try proven(provider.entityID, provider.signingKeys), opening: keys)
    }

    /// The answer of an identity provider, as a site gets it.
    public func response(from provider: KnownIdentityProvider) throws(SAMLError) -> LogoutResponse {
        guard !isRequest else { throw .malformed("a request where an answer belongs") }
        return try LogoutResponse(try proven(provider.entityID, provider.signingKeys))
    }

    /// The message as its sender has signed it.
    private func proven(_ entityID: String, _ keys: [PublicKey]) throws(SAMLError) -> XMLElement {
        guard sameBytes(claimedIssuer, entityID) else { throw .wrongIssuer }
        let element: XMLElement
        if let redirect {
            guard !document.hasSignature else { throw .signatureInvalid("an XML signature in a redirected message") }
            try redirect.verify(with: keys)
            element = document.claims
        } else {
            guard document.hasSignature else { throw .signatureMissing }
            do {
                element = try document.verified(along: chain, keys: keys).element
            } catch {
                throw .signatureInvalid(String(describing: error))
            }
        }
        let issuer = element.elements(SAMLNamespace.saml("Issuer")).first?.text?.trimmingXMLSpace
        guard issuer.map({ sameBytes($0, entityID) }) == true else { throw .wrongIssuer }
        return element
    }
}
