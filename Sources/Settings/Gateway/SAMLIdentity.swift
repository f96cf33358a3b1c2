import OpenSSL
import SAML

/// Who the gateway is to the sites, and the keys it signs with; the first is the usual one.
struct SAMLIdentity {
    let entityID: String
    let scope: String
    let signingKeys: [SigningKey]
    /// Signs the metadata, where that is not the first key's work.
    let metadataKey: SigningKey?
    /// What every site takes a card for, unless its own file says otherwise.
    let levels: AuthnLevels
    /// The Format of names that are the national identifier.
    let nationalIDFormat: String?
    let signedRequests: SignedRequestsWord
}

extension Setting {
    func samlIdentity(_ premises: inout Premises) -> SAMLIdentity? {
        table { table in
            let entityID = table.required("entity-id")?.uri()
            let scope = table.required("scope")?.host()
            let setting = table.required("signing")
            let keys = setting?.list { $0.signingKey() }
            let metadataKey = table.nested("metadata-signing")?.signingKey()
            let levels = table.value("levels")?.levels() ?? .card
            let format = table.value("national-id-format")?.nationalIDFormat()
            let signedRequests = table.value("signed-requests")?.choice(SignedRequestsWord.self) ?? .ifPromised
            // Read for the sites, once it is known which keys there are.
            let next = table.nested("signing-next")
            guard let entityID, let scope, let keys, let setting else { return nil }
            guard !keys.isEmpty, Set(keys.map(\.name)).count == keys.count else {
                setting.error("has no key, or two of one name", "make a key: porta keys new saml --type rsa3072")
                return nil
            }
            premises.entityID = entityID
            premises.levels = levels
            premises.signedRequests = signedRequests
            premises.signingKeys = Set(keys.map(\.name))
            premises.defaultSigningKey = keys[0].name
            premises.nextSigningKey = next?.keyChange(premises)
            return SAMLIdentity(
                entityID: entityID, scope: scope, signingKeys: keys, metadataKey: metadataKey, levels: levels,
                nationalIDFormat: format, signedRequests: signedRequests)
        }
    }

    /// A format that means something already cannot mean the national identifier too.
    private func nationalIDFormat() -> String? {
        guard let uri = uri() else { return nil }
        guard ![NameIDFormat.persistent, NameIDFormat.transient, NameIDFormat.unspecified].contains(uri) else {
            error("the format means something else", "write a URI of your own, or one that your country agreed on")
            return nil
        }
        return uri
    }

    private func signingKey() -> SigningKey? {
        table { table in
            let name = table.required("name")?.name()
            let certificateSetting = table.required("certificate")
            let keySetting = table.required("private-key")
            let certificate = certificateSetting?.certificates()?.first
            let file = keySetting?.secretFile()
            guard let certificateSetting, let keySetting, let certificate else { return nil }
            let isCurrent = certificateSetting.checkDates(of: certificate, "certificate")
            guard isCurrent, let name, let file else { return nil }
            return keySetting.signingKey(name, certificate, file)
        }
    }

    private func signingKey(_ name: String, _ certificate: OperatorCertificate, _ file: NamedFile) -> SigningKey? {
        guard let key = try? PrivateKey(pem: file.text ?? "") else {
            error("there is no readable key in \"\(file.name)\"", "name an unencrypted PEM private key")
            return nil
        }
        guard key.publicKey.subjectPublicKeyInfo == certificate.publicKey.subjectPublicKeyInfo else {
            error(
                "the key \"\(file.name)\" does not match the certificate",
                "name the key that the certificate was made for")
            return nil
        }
        guard let signingKey = try? SigningKey(name: name, certificate: certificate.bytes, key: key) else {
            error(
                "a key of this kind (\(key.kind)) cannot sign", "make one: porta keys new saml --type rsa3072 (or p256)"
            )
            return nil
        }
        return signingKey
    }
}
