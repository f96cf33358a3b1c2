public import OpenSSL
import SignedXML

/// A key that opens what was encrypted to us: assertions at a site, identifiers in a request to log out.
///
/// Only what came signed is opened, and by no other methods than Porta writes itself, so that nobody can ask which
/// ciphertexts are good (O4).
public struct DecryptionKey: Sendable {
    /// DER, for metadata.
    public let certificate: [UInt8]
    let key: PrivateKey

    public init(certificate: [UInt8], key: PrivateKey) throws(SAMLError) {
        guard let certified = CertificateKey.publicKey(certificate), EncryptionTarget.isFit(certified),
            certified.subjectPublicKeyInfo == key.publicKey.subjectPublicKeyInfo
        else { throw .unwritable("a decryption key needs an RSA key of 2048 bits or more and its certificate") }
        self.certificate = certificate
        self.key = key
    }
}

extension [DecryptionKey] {
    /// The bytes in `EncryptedAssertion` or `EncryptedID`, with any of the keys. One failure looks like another.
    func open(_ encrypted: XMLElement) throws(SAMLError) -> [UInt8] {
        guard let reading = EncryptedReading(encrypted) else { throw Self.unreadable }
        for own in self {
            guard let contentKey = own.key.decrypt(reading.carriedKey, with: reading.transport.padding),
                contentKey.count == reading.block.keyLength, let cipher = try? AESGCM(key: contentKey),
                let content = cipher.open(
                    [UInt8](reading.content.dropFirst(12)), nonce: [UInt8](reading.content.prefix(12)))
            else { continue }
            return content
        }
        throw Self.unreadable
    }

    private static var unreadable: SAMLError { .malformed("the encrypted part cannot be opened") }
}

/// What decryption needs to know of an encrypted element.
private struct EncryptedReading {
    let block: BlockEncryption
    let transport: KeyTransport
    let content: [UInt8]
    let carriedKey: [UInt8]

    /// One `EncryptedData` with one `EncryptedKey`, in its `KeyInfo` or beside it (SAML core §2.2.4).
    init?(_ encrypted: XMLElement) {
        let datas = encrypted.elements(SAMLNamespace.xenc("EncryptedData"))
        guard let data = datas.first, datas.count == 1,
            data.attribute("Type").map({ sameBytes($0, EncryptedElement.element) }) == true,
            let method = data.elements(SAMLNamespace.xenc("EncryptionMethod")).first?.attribute("Algorithm"),
            let block = BlockEncryption(uri: method), let content = Self.cipher(data), content.count > 28
        else { return nil }
        let name = SAMLNamespace.xenc("EncryptedKey")
        let inside = data.elements(SAMLNamespace.ds("KeyInfo")).flatMap { $0.elements(name) }
        let keys = inside + encrypted.elements(name)
        guard let key = keys.first, keys.count == 1,
            let transport = key.elements(SAMLNamespace.xenc("EncryptionMethod")).first.flatMap(KeyTransport.init),
            let carried = Self.cipher(key)
        else { return nil }
        self.block = block
        self.transport = transport
        self.content = content
        carriedKey = carried
    }

    private static func cipher(_ element: XMLElement) -> [UInt8]? {
        element.elements(SAMLNamespace.xenc("CipherData")).first?.elements(SAMLNamespace.xenc("CipherValue")).first?
            .text.flatMap { Base64.decodeLenient($0) }
    }
}
