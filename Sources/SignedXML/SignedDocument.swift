public import OpenSSL

/// An element whose signature was verified with a key that was known beforehand. Only verification makes one:
/// its initialiser is no part of the room's face.
public struct SignedDocument: Sendable {
    /// The signed element, and nothing beside or above it; its signature is taken out.
    public let element: XMLElement
    /// The key that verified it.
    public let key: PublicKey
    public let algorithm: SignatureAlgorithmURI

    /// Reads a document and demands a signature over its root element by one of the keys.
    public static func verify(
        _ bytes: [UInt8], root: XMLName, keys: [PublicKey], limits: XMLLimits
    ) throws(SignedXMLError) -> SignedDocument {
        try UnverifiedDocument(bytes, limits: limits).verified(root: root, keys: keys)
    }
}
