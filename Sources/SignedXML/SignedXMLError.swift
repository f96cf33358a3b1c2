/// Why a document was refused or could not be written. The texts are for logs: nothing a stranger sent is in them.
public enum SignedXMLError: Error, Hashable, Sendable {
    /// More bytes than the limit allows.
    case tooLarge(limit: Int)
    /// Elements nested deeper than the limit allows.
    case tooDeep(limit: Int)
    /// More elements, attributes and namespace declarations than the limit allows.
    case tooManyNodes(limit: Int)
    /// The bytes are not UTF-8, or the XML declaration names something else.
    case encoding
    /// A construct that no document may hold here.
    case forbidden(Forbidden)
    /// Not well-formed XML, or not well-formed with namespaces; the number is libxml2's `xmlParserErrors`.
    case notWellFormed(code: Int)
    /// The root element is not the one that was expected.
    case unexpectedRoot
    /// The same ID stands at two elements.
    case duplicateID
    /// There is no signature where one is needed.
    case unsigned
    /// A signature outside the profile: what of it, in words.
    case signatureProfile(String)
    /// An algorithm that is not on the list.
    case algorithm
    /// None of the keys fits the algorithm, or all are too weak.
    case noUsableKey
    /// The digest over the signed element does not match.
    case digestMismatch
    /// No key verifies the signature value.
    case signatureMismatch
    /// A character that XML 1.0 cannot carry (§2.2).
    case illegalCharacter(UInt32)
    /// A document that cannot be written as asked: a fault of the code that composed it.
    case unwritable(String)
    /// The private key did not sign.
    case signing(String)

    public enum Forbidden: String, Sendable {
        case doctype, processingInstruction, xinclude, comment, entityReference, relativeNamespace
    }
}
