import Foundation

/// A SAML response as it stands in the last page's form. It is read here, not verified: sites and xmlsec do that.
struct SAMLAnswer: Sendable {
    let xml: String
    let relayState: String?

    init?(_ page: Page) {
        guard let form = page.forms["answer"], let field = form.value("SAMLResponse"),
            let bytes = Data(base64Encoded: field)
        else { return nil }
        xml = String(decoding: bytes, as: UTF8.self)
        relayState = form.value("RelayState")
    }

    /// The status codes, outermost first; the standard's cut to what is behind the last colon, ours whole.
    var status: [String] {
        xml.matches(of: #/<(?:[a-z0-9]+:)?StatusCode\s[^>]*?Value="([^"]+)"/#).map { match in
            let code = String(match.1)
            return code.hasPrefix("urn:") ? String(code.split(separator: ":").last ?? "") : code
        }
    }

    var isSuccess: Bool { status == ["Success"] }
    var hasAssertion: Bool { xml.contains(#/<(?:[a-z0-9]+:)?(?:Encrypted)?Assertion[ >]/#) }

    /// The first value of an attribute by its FriendlyName.
    func attribute(_ friendlyName: String) -> String? {
        for match in xml.matches(of: #/<(?:[a-z0-9]+:)?Attribute\s([^>]*)>\s*<[^>]*>([^<]*)</#)
        where match.1.contains("FriendlyName=\"\(friendlyName)\"") {
            return Page.plain(match.2)
        }
        return nil
    }

    /// The value of the first XML attribute of that name.
    func value(of attribute: String) -> String? {
        guard let start = xml.range(of: " \(attribute)=\""), let end = xml[start.upperBound...].firstIndex(of: "\"")
        else { return nil }
        return Page.plain(xml[start.upperBound..<end])
    }

    var nameID: (format: String, value: String)? {
        xml.firstMatch(of: #/<(?:[a-z0-9]+:)?NameID\s([^>]*)>([^<]*)</#).map { match in
            let format = match.1.firstMatch(of: #/Format="([^"]*)"/#).map { String($0.1) } ?? ""
            return (format, Page.plain(match.2))
        }
    }
}
