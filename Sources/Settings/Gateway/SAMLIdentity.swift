import OpenSSL
import SAML

/// Who the gateway is to the sites, and the keys it signs with; the first is the usual one.
struct SAMLIdentity {
    let entityID: String
    let scope: String
    let signingKeys: [SigningKey]
}

extension Setting {
    func samlIdentity() -> SAMLIdentity? {
        table { table in
            let entityID = table.required("entity-id")?.uri()
            let scope = table.required("scope")?.host()
            let setting = table.required("signing")
            let keys = setting?.list { $0.signingKey() }
            guard let entityID, let scope, let keys, let setting else { return nil }
            guard !keys.isEmpty, Set(keys.map(\.name)).count == keys.count else {
                setting.error("has no key, or two of one name", "make a key: porta keys new saml --type rsa3072")
                return nil
            }
            return SAMLIdentity(entityID: entityID, scope: scope, signingKeys: keys)
        }
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
