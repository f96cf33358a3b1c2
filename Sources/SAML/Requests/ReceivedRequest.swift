import SignedXML

/// A request as it arrived, by either binding. Its issuer is a claim until it is opened with that site's metadata.
public struct ReceivedRequest: Sendable {
    /// Whom the message says it is from: good for looking the site up, for nothing else.
    public let claimedIssuer: String
    public let relayState: String?
    public let message: [UInt8]
    private let document: UnverifiedDocument
    private let redirect: RedirectBinding?

    /// Reads the raw query of `GET /saml/sso?…`, the part behind `?`.
    public static func redirect(rawQuery: String) throws(SAMLError) -> ReceivedRequest {
        let binding = try RedirectBinding.decode(rawQuery: rawQuery)
        return try ReceivedRequest(binding.message, relayState: binding.relayState, redirect: binding)
    }

    /// Reads the fields of a form posted to `/saml/sso`.
    public static func post(samlRequest: String, relayState: String?) throws(SAMLError) -> ReceivedRequest {
        let binding = try PostBinding.decode(message: samlRequest, relayState: relayState)
        return try ReceivedRequest(binding.message, relayState: binding.relayState, redirect: nil)
    }

    private init(_ message: [UInt8], relayState: String?, redirect: RedirectBinding?) throws(SAMLError) {
        document = try translating { () throws(SignedXMLError) in
            try UnverifiedDocument(message, limits: .request)
        }
        let issuers = document.claims.elements(SAMLNamespace.saml("Issuer"))
        guard document.claims.name == AuthnRequest.name, issuers.count == 1,
            let issuer = issuers.first?.text?.trimmingXMLSpace, !issuer.isEmpty
        else { throw .malformed("the message is no AuthnRequest with one Issuer") }
        claimedIssuer = issuer
        self.message = message
        self.relayState = relayState
        self.redirect = redirect
    }

    /// The request, read from what the site has signed, or unsigned where its metadata allows that (R26, S6).
    ///
    /// A signature that does not verify always fails, needed or not (saml2int IDP05).
    public func opened(by site: ServiceProvider, requiringSignature: Bool = false) throws(SAMLError) -> AuthnRequest {
        guard sameBytes(claimedIssuer, site.entityID) else { throw .wrongIssuer }
        let mustBeSigned = site.authnRequestsSigned || requiringSignature
        let request: AuthnRequest
        if let redirect {
            request = try opened(redirect, by: site)
        } else if document.hasSignature {
            let signed = try verified(by: site)
            request = try AuthnRequest(signed.element, isSigned: true)
        } else {
            request = try AuthnRequest(document.claims, isSigned: false)
        }
        guard request.isSigned || !mustBeSigned else { throw .signatureMissing }
        guard sameBytes(request.issuer, site.entityID) else { throw .wrongIssuer }
        return request
    }

    /// The Redirect binding signs the query; a signature inside must have been taken out (SAML bindings §3.4.4.1).
    private func opened(_ redirect: RedirectBinding, by site: ServiceProvider) throws(SAMLError) -> AuthnRequest {
        guard !document.hasSignature else { throw .signatureInvalid("an XML signature in a redirected message") }
        if redirect.signature != nil { try redirect.verify(with: site.signingKeys) }
        return try AuthnRequest(document.claims, isSigned: redirect.signature != nil)
    }

    private func verified(by site: ServiceProvider) throws(SAMLError) -> SignedDocument {
        do {
            return try document.verified(root: AuthnRequest.name, keys: site.signingKeys)
        } catch {
            throw .signatureInvalid(String(describing: error))
        }
    }
}
