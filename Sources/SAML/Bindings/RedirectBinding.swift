public import OpenSSL
import SignedXML

/// A message in the query of a URL (SAML bindings §3.4).
public struct RedirectBinding: Sendable {
    public let message: [UInt8]
    public let relayState: String?
    public let signature: DetachedSignature?

    /// A signature over the raw query, kept as it came: re-encoding would sign something else (S7).
    public struct DetachedSignature: Sendable {
        let algorithm: String
        let value: [UInt8]
        let signed: [UInt8]
    }

    /// The most that a message may inflate to (S8).
    public static let limit = XMLLimits.request.bytes
    /// An honest request of 64 KB does not deflate to more than this; it also bounds the work before inflating.
    private static let queryLimit = 131_072

    /// Reads a raw query, the part of the URL behind `?`, as it came over the wire.
    public static func decode(
        rawQuery: String, parameter: String = "SAMLRequest"
    ) throws(SAMLError) -> RedirectBinding {
        guard rawQuery.utf8.count <= queryLimit else { throw .tooLarge(limit: queryLimit) }
        let raw = try parameters(rawQuery, message: parameter)
        guard let message = raw[parameter] else { throw .malformed("no \(parameter)") }
        if let encoding = raw["SAMLEncoding"] {
            guard PercentEncoding.text(encoding).map({ sameBytes($0, deflateEncoding) }) == true else {
                throw .malformed("SAMLEncoding is not DEFLATE")
            }
        }
        guard let text = PercentEncoding.text(message), let deflated = Base64.decode(text) else {
            throw .malformed("\(parameter) is not base64")
        }
        var relayState: String?
        if let raw = raw["RelayState"] {
            guard let text = PercentEncoding.text(raw) else { throw .malformed("RelayState is not URL-encoded UTF-8") }
            try RelayState.check(text)
            relayState = text
        }
        let signature = try signature(raw, parameter: parameter)
        let inflated = try Deflate.inflate(deflated, limit: limit)
        return RedirectBinding(message: inflated, relayState: relayState, signature: signature)
    }

    /// Whether the query has a parameter of that name, written plainly.
    static func holds(_ parameter: String, in rawQuery: String) throws(SAMLError) -> Bool {
        guard rawQuery.utf8.count <= queryLimit else { throw .tooLarge(limit: queryLimit) }
        return rawQuery.utf8.split(separator: UInt8(ascii: "&")).contains {
            $0.prefix { $0 != UInt8(ascii: "=") }.elementsEqual(parameter.utf8)
        }
    }

    /// Verifies the signature with one of the keys; there must be one.
    public func verify(with keys: [PublicKey]) throws(SAMLError) {
        guard let signature else { throw .signatureMissing }
        let known = SignatureAlgorithmURI.allCases.first { sameBytes($0.rawValue, signature.algorithm) }
        guard let known else { throw .signatureInvalid("SigAlg is not on the list") }
        do {
            _ = try known.key(among: keys, verifying: signature.value, over: signature.signed)
        } catch {
            throw .signatureInvalid(String(describing: error))
        }
    }

    private static let deflateEncoding = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE"

    /// The raw values of the binding's own parameters, each at most once; others are no concern of ours.
    private static func parameters(_ query: String, message: String) throws(SAMLError) -> [String: Substring] {
        let ours = [message, "RelayState", "SigAlg", "Signature", "SAMLEncoding"]
        var found: [String: Substring] = [:]
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            // A name in disguise (`%53AMLRequest`) is a second one to software that decodes names (S7).
            guard let plain = PercentEncoding.text(Substring(name)) else { throw .malformed("a parameter name") }
            guard let known = ours.first(where: { sameBytes($0, plain) }) else { continue }
            guard name.elementsEqual(known.utf8), pair.count > name.count else {
                throw .malformed("\(known) is written in an unusual way")
            }
            guard found.updateValue(Substring(pair.dropFirst(name.count + 1)), forKey: known) == nil else {
                throw .malformed("\(known) stands twice")
            }
        }
        return found
    }

    /// SAML bindings §3.4.4.1: message, RelayState if there is one, SigAlg, in this order.
    private static func signature(
        _ raw: [String: Substring], parameter: String
    ) throws(SAMLError) -> DetachedSignature? {
        guard raw["SigAlg"] != nil || raw["Signature"] != nil else { return nil }
        guard let algorithm = raw["SigAlg"], let value = raw["Signature"], let message = raw[parameter],
            let algorithmText = PercentEncoding.text(algorithm), let valueText = PercentEncoding.text(value),
            let bytes = Base64.decode(valueText)
        else { throw .signatureInvalid("SigAlg and Signature belong together") }
        let relayState = raw["RelayState"].map { "&RelayState=\($0)" } ?? ""
        return DetachedSignature(
            algorithm: algorithmText, value: bytes,
            signed: Array("\(parameter)=\(message)\(relayState)&SigAlg=\(algorithm)".utf8))
    }

    /// The query that carries a message, signed if there is a signer.
    public static func encode(
        _ message: [UInt8], relayState: String?, signer: SigningKey?, parameter: String = "SAMLRequest"
    ) throws(SAMLError) -> String {
        var query = "\(parameter)=" + PercentEncoding.encode(Base64.encode(try Deflate.deflate(message)))
        if let relayState { query += "&RelayState=" + PercentEncoding.encode(relayState) }
        guard let signer else { return query }
        query += "&SigAlg=" + PercentEncoding.encode(signer.signer.algorithm.rawValue)
        let signed = Array(query.utf8)
        let value = try translating { () throws(SignedXMLError) in try signer.signer.signDetached(signed) }
        return query + "&Signature=" + PercentEncoding.encode(Base64.encode(value))
    }
}
