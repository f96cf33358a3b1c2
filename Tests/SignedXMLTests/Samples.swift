import Foundation
import OpenSSL
import SignedXML

/// Keys and documents that the tests of this room share. Keys are made once: RSA takes its time.
enum Samples {
    static let p256 = try! PrivateKey.generate(.ec(.p256))
    static let p384 = try! PrivateKey.generate(.ec(.p384))
    static let p521 = try! PrivateKey.generate(.ec(.p521))
    static let rsa = try! PrivateKey.generate(.rsa(bits: 2048))
    static let weak = try! PrivateKey.generate(.rsa(bits: 1024))
    static let other = try! PrivateKey.generate(.ec(.p256))

    static let app = XMLNamespace("app", "urn:example:app")
    static let wide = XMLNamespace("a", "urn:example:wide")
    static let root = XMLName("urn:example:app", "Request")

    /// `<app:Request ID="…">` with an issuer, a text and a nested element.
    static func request(id: String = "_1", text: String = "good") -> CanonicalElement {
        CanonicalElement(
            "Request", in: app,
            [CanonicalAttribute("Version", "2.0"), CanonicalAttribute("ID", id), CanonicalAttribute("Aim", "a&b")],
            [
                .element(CanonicalElement("Issuer", in: wide, text: "urn:site")),
                .element(CanonicalElement("Text", in: app, [CanonicalAttribute("lang", "sq", in: .xml)], text: text)),
                .element(CanonicalElement("Empty", in: wide, [CanonicalAttribute("x", "1", in: app)])),
            ])
    }

    /// A self-signed certificate, DER.
    static func certificate(_ key: PrivateKey) throws -> [UInt8] {
        try SelfSignedCertificate.make(
            commonName: "signer", key: key, notBefore: Date(timeIntervalSince1970: 1_700_000_000),
            notAfter: Date(timeIntervalSince1970: 4_000_000_000))
    }

    static func signed(
        _ element: CanonicalElement = request(), by key: PrivateKey = p256, algorithm: SignatureAlgorithmURI? = nil
    ) throws -> String {
        let signer = try DocumentSigner(key: key, certificate: nil, algorithm: algorithm)
        return String(decoding: try signer.sign(element, after: 1).bytes, as: UTF8.self)
    }

    static func verify(_ text: String, keys: [PrivateKey] = [p256]) throws(SignedXMLError) -> SignedDocument {
        try SignedDocument.verify(Array(text.utf8), root: root, keys: keys.map(\.publicKey), limits: .request)
    }
}
