public import OpenSSL
import SignedXML

public import struct Foundation.Date

/// An identity provider as a site knows it, from its metadata (SAML metadata §2.4.3).
public struct KnownIdentityProvider: Sendable {
    public let entityID: String
    public let redirectURL: String?
    public let postURL: String?
    public let signingKeys: [PublicKey]
    /// Where it takes messages about logging out.
    public let logoutServices: [SingleLogoutService]
    /// The certificates (DER) that identifiers may be encrypted to.
    public let encryptionCertificates: [[UInt8]]

    public init(
        entityID: String, redirectURL: String?, postURL: String?, signingKeys: [PublicKey],
        logoutServices: [SingleLogoutService] = [], encryptionCertificates: [[UInt8]] = []
    ) {
        self.logoutServices = logoutServices
        self.encryptionCertificates = encryptionCertificates
        self.entityID = entityID
        self.redirectURL = redirectURL
        self.postURL = postURL
        self.signingKeys = signingKeys
    }

    /// Reads metadata that comes from a trusted place, or, where keys are given, that one of them has signed.
    public init(metadata bytes: [UInt8], signedBy keys: [PublicKey]? = nil, at now: Date) throws(SAMLError) {
        let name = SAMLNamespace.md("EntityDescriptor")
        let entity = try translating { () throws(SignedXMLError) in
            let document = try UnverifiedDocument(bytes, limits: .metadata)
            guard let keys else { return document.claims }
            return try document.verified(root: name, keys: keys).element
        }
        guard entity.name == name, let id = entity.attribute("entityID"),
            let role = entity.elements(SAMLNamespace.md("IDPSSODescriptor")).first
        else { throw .malformed("this is no metadata of an identity provider") }
        if let until = entity.attribute("validUntil") {
            guard let date = SAMLTime.date(until), date > now else { throw .malformed("the metadata has expired") }
        }
        let services = role.elements(SAMLNamespace.md("SingleSignOnService"))
        func location(_ binding: String) -> String? {
            services.first { $0.attribute("Binding") == binding }?.attribute("Location")
        }
        entityID = id
        redirectURL = location(SAMLBinding.redirect)
        postURL = location(SAMLBinding.post)
        logoutServices = role.elements(SAMLNamespace.md("SingleLogoutService")).map {
            SingleLogoutService(
                binding: $0.attribute("Binding") ?? "", location: $0.attribute("Location") ?? "",
                responseLocation: $0.attribute("ResponseLocation"))
        }
        encryptionCertificates = role.elements(SAMLNamespace.md("KeyDescriptor"))
            .filter { $0.attribute("use") != "signing" }.compactMap { EntityReading.certificate($0) }
        signingKeys = role.elements(SAMLNamespace.md("KeyDescriptor")).filter { $0.attribute("use") != "encryption" }
            .compactMap { EntityReading.certificate($0).flatMap(CertificateKey.publicKey) }
    }
}
