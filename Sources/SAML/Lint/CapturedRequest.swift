import OpenSSL
import SignedXML

/// A request as somebody pasted it: an address, a query, a form's body, base64 or XML.
struct CapturedRequest {
    enum Form: String {
        case redirect, post
    }

    let form: Form
    let message: [UInt8]
    let relayState: String?
    /// The query it stood in, if it was one.
    let query: String?
    let signatureAlgorithm: String?
    let hasHalfSignature: Bool

    init(_ text: String) throws(CaptureFault) {
        let text = text.trimmingXMLSpace
        // Four times the largest message: base64 and escapes.
        guard text.utf8.count <= XMLLimits.request.bytes * 4 else {
            throw CaptureFault(rule: .tooLarge, "more than a request can be")
        }
        if text.hasPrefix("<") {
            self.init(.post, Array(text.utf8))
        } else if let query = Self.query(text) {
            try self.init(query: query)
        } else {
            try self.init(base64: text)
        }
    }

    private init(_ form: Form, _ message: [UInt8]) {
        self.form = form
        self.message = message
        (relayState, query, signatureAlgorithm, hasHalfSignature) = (nil, nil, nil, false)
    }

    private init(base64 text: String) throws(CaptureFault) {
        guard let bytes = Base64.decodeLenient(text), !bytes.isEmpty else {
            throw CaptureFault(rule: .unreadable, "neither XML nor base64")
        }
        if bytes.first(where: { !Self.isSpace($0) }) == UInt8(ascii: "<") {
            self.init(.post, bytes)
        } else {
            self.init(.redirect, try Self.inflated(bytes))
        }
    }

    private init(query: String) throws(CaptureFault) {
        let values = try Self.values(query)
        guard let value = values["SAMLRequest"], let bytes = Base64.decodeLenient(value.replacing(" ", with: "+"))
        else {
            throw CaptureFault(rule: .unreadable, "SAMLRequest is no base64")
        }
        let isPosted = bytes.first(where: { !Self.isSpace($0) }) == UInt8(ascii: "<")
        form = isPosted ? .post : .redirect
        message = isPosted ? bytes : try Self.inflated(bytes)
        relayState = values["RelayState"]
        self.query = query
        signatureAlgorithm = values["SigAlg"]
        hasHalfSignature = (values["SigAlg"] == nil) != (values["Signature"] == nil)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// The part with the parameters, if that is what was pasted: behind `?` of an address, before `#`.
    private static func query(_ text: String) -> String? {
        guard let place = text.firstRange(of: "SAMLRequest=") else { return nil }
        let isStart = place.lowerBound == text.startIndex || "?&".contains(text[text.index(before: place.lowerBound)])
        guard isStart else { return nil }
        let behind = text.firstIndex(of: "?").map { text.index(after: $0) }
        let query = text[
            (behind.map { $0 <= place.lowerBound } == true ? behind ?? text.startIndex : text.startIndex)...]
        return String(query.prefix { $0 != "#" })
    }

    private static func values(_ query: String) throws(CaptureFault) -> [String: String] {
        var values: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let name = pair.prefix { $0 != "=" }
            guard let plain = PercentEncoding.text(name),
                ["SAMLRequest", "RelayState", "SigAlg", "Signature"].contains(plain)
            else { continue }
            guard let value = PercentEncoding.text(pair.dropFirst(name.count + 1)) else {
                throw CaptureFault(rule: .unreadable, "\(plain) is not URL-encoded UTF-8")
            }
            guard values.updateValue(value, forKey: plain) == nil else {
                throw CaptureFault(rule: .parameterTwice, "\(plain) stands twice")
            }
        }
        return values
    }

    private static func inflated(_ bytes: [UInt8]) throws(CaptureFault) -> [UInt8] {
        do throws(SAMLError) {
            return try Deflate.inflate(bytes, limit: RedirectBinding.limit)
        } catch .tooLarge {
            throw CaptureFault(rule: .tooLarge, "the message inflates to more than \(RedirectBinding.limit) bytes")
        } catch {
            throw CaptureFault(rule: .notDeflated, "what base64 holds is neither XML nor a DEFLATE stream")
        }
    }
}

/// Why a pasted text is no request at all.
struct CaptureFault: Error {
    let rule: RequestRule
    let what: String

    init(rule: RequestRule, _ what: String) {
        self.rule = rule
        self.what = what
    }
}
