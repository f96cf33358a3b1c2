import HTTPTypes
import HummingbirdCore

/// The headers that every answer of the login host carries (R34), and the limits of what it reads (R8).
struct HeaderPolicy: Sendable {
    static let transportSecurity = "max-age=63072000; includeSubDomains"
    /// A request head, in bytes.
    static let headLimit = 16 * 1024
    /// A request body, in bytes: 64 KB of XML in base64, and room for its encoding.
    static let bodyLimit = 96 * 1024

    /// What a page may load, and where its forms may go.
    enum Content: Sendable {
        case page
        /// Its form goes to the site, and Chromium holds `form-action` against the redirects behind it too.
        case answer
        case start
        /// A file or a document that is not a page.
        case file
    }

    private let page: String
    private let answer: String
    private let start: String

    init(names: EdgeNames) {
        let base =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; style-src 'self'; img-src 'self'; "
            + "script-src 'self'"
        let forms = "; form-action 'self' \(names.cardSource)"
        answer = base
        page = base + forms
        start = base + forms + "; connect-src 'self' \(names.cardSource)"
    }

    func apply(to headers: inout HTTPFields, for content: Content) {
        headers[.strictTransportSecurity] = Self.transportSecurity
        headers[.xContentTypeOptions] = "nosniff"
        headers[.contentSecurityPolicy] = policy(for: content)
        // Some sites look at Referer or Origin; `no-referrer` would make Origin `null` (B4).
        headers[Self.referrerPolicy] = content == .answer ? "strict-origin" : "same-origin"
        headers[Self.frameOptions] = "DENY"
        headers[Self.openerPolicy] = "same-origin"
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    }

    private func policy(for content: Content) -> String {
        switch content {
        case .page: page
        case .answer: answer
        case .start: start
        case .file: "default-src 'none'; frame-ancestors 'none'"
        }
    }

    private static let referrerPolicy = fieldName("referrer-policy")
    private static let frameOptions = fieldName("x-frame-options")
    private static let openerPolicy = fieldName("cross-origin-opener-policy")

    private static func fieldName(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is a field name") }
        return name
    }
}
