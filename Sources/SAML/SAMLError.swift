public import SignedXML

/// Why a message could not be read, trusted or written. For logs and for the page `request-invalid`:
/// nothing a stranger sent is in the texts.
public enum SAMLError: Error, Hashable, Sendable {
    /// Not a message of the protocol: what is wrong, in words.
    case malformed(String)
    /// More bytes than the limit allows.
    case tooLarge(limit: Int)
    /// The XML was refused, or its signature.
    case xml(SignedXMLError)
    /// The site's metadata promises signed requests, and this one is not.
    case signatureMissing
    /// A signature that is not good, whether or not one was needed.
    case signatureInvalid(String)
    /// The message is not from whom it was opened for.
    case wrongIssuer
    /// A received response that is not for this site, this request or this moment.
    case notForUs(String)
    /// The response is a status other than Success.
    case refused(SAMLStatus)
    /// The site, or its address, is no longer known: its metadata has changed since it asked.
    case siteGone
    /// A message cannot be composed as asked.
    case unwritable(String)
}

/// Runs something of the room below and translates its errors.
func translating<R>(_ body: () throws(SignedXMLError) -> R) throws(SAMLError) -> R {
    do { return try body() } catch { throw .xml(error) }
}
