import OpenSSL
import SignedXML

/// Writes `xenc:EncryptedData` with the content key beside the content (XML Encryption 1.1 §3; SAML core §6.1).
struct EncryptedElement {
    let target: EncryptionTarget
    let randomness: Randomness

    /// The bytes of one element, canonical and with all its namespaces, encrypted.
    func data(_ bytes: [UInt8]) throws(SAMLError) -> CanonicalElement {
        let contentKey = randomness(target.block.keyLength)
        let nonce = randomness(12)
        let content: [UInt8]
        let carried: [UInt8]
        do throws(OpenSSLError) {
            // XML Encryption 1.1 §5.2.4: nonce, ciphertext and tag, one behind the other.
            content = nonce + (try AESGCM(key: contentKey).seal(bytes, nonce: nonce))
            carried = try target.key.encrypt(contentKey, with: target.transport.padding)
        } catch {
            throw .unwritable("encrypting to \(target.recipient): \(error)")
        }
        let xenc = SAMLNamespace.encryption
        let method = CanonicalElement(
            "EncryptionMethod", in: xenc, [CanonicalAttribute("Algorithm", target.block.uri)])
        let info = CanonicalElement("KeyInfo", in: SAMLNamespace.signature, [], [.element(key(carried))])
        return CanonicalElement(
            "EncryptedData", in: xenc,
            [CanonicalAttribute("Id", MessageID.make(randomness)), CanonicalAttribute("Type", Self.element)],
            [.element(method), .element(info), .element(Self.cipher(content))])
    }

    private func key(_ carried: [UInt8]) -> CanonicalElement {
        let ds = SAMLNamespace.signature
        let certificate = CanonicalElement("X509Certificate", in: ds, text: Base64.encode(target.certificate))
        let data = CanonicalElement("X509Data", in: ds, [], [.element(certificate)])
        let info = CanonicalElement("KeyInfo", in: ds, [], [.element(data)])
        return CanonicalElement(
            "EncryptedKey", in: SAMLNamespace.encryption,
            [
                CanonicalAttribute("Id", MessageID.make(randomness)), CanonicalAttribute("Recipient", target.recipient),
            ],
            [.element(target.transport.element), .element(info), .element(Self.cipher(carried))])
    }

    private static func cipher(_ bytes: [UInt8]) -> CanonicalElement {
        let xenc = SAMLNamespace.encryption
        let value = CanonicalElement("CipherValue", in: xenc, text: Base64.encode(bytes))
        return CanonicalElement("CipherData", in: xenc, [], [.element(value)])
    }

    static let element = "http://www.w3.org/2001/04/xmlenc#Element"
}
