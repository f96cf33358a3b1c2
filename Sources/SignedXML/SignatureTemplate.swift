import OpenSSL

/// The constant pieces of a `ds:Signature`, in canonical form.
struct SignatureTemplate: Sendable {
    /// `SignedInfo` up to the identifier, as it stands alone.
    private let beforeID: [UInt8]
    private let beforePrefixes: String
    private let afterPrefixes: String
    /// All between identifier and digest where no prefix is named, as nearly always.
    private let withoutPrefixes: [UInt8]
    private let afterDigest = Array("</ds:DigestValue></ds:Reference></ds:SignedInfo>".utf8)
    private let afterValue: [UInt8]

    init(algorithm: SignatureAlgorithmURI, certificate: [UInt8]?) {
        beforeID =
            Self.beginning
            + Array(
                (#"><ds:CanonicalizationMethod Algorithm="\#(SignatureElement.exclusive)"></ds:CanonicalizationMethod>"#
                    + #"<ds:SignatureMethod Algorithm="\#(algorithm.rawValue)"></ds:SignatureMethod>"#
                    + ##"<ds:Reference URI="#"##).utf8)
        beforePrefixes =
            #""><ds:Transforms><ds:Transform Algorithm="\#(SignatureElement.enveloped)"></ds:Transform>"#
            + #"<ds:Transform Algorithm="\#(SignatureElement.exclusive)">"#
        afterPrefixes =
            "</ds:Transform></ds:Transforms>"
            + #"<ds:DigestMethod Algorithm="\#(DigestAlgorithmURI.uri(algorithm.digest))"></ds:DigestMethod>"#
            + "<ds:DigestValue>"
        withoutPrefixes = Array((beforePrefixes + afterPrefixes).utf8)
        let keyInfo =
            certificate.map {
                "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>\(Base64.encode($0))"
                    + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
            } ?? ""
        afterValue = Array("</ds:SignatureValue>\(keyInfo)</ds:Signature>".utf8)
    }

    private static let declaration = #" xmlns:ds="\#(SignatureElement.namespace)""#
    /// How `SignedInfo` begins where it stands alone, as it is signed: `Signature` declares its namespace otherwise.
    private static let beginning = Array("<ds:SignedInfo\(declaration)".utf8)

    /// `SignedInfo` as it is signed.
    func signedInfo(id: String, prefixes: [String], digest: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1_280)
        bytes.append(contentsOf: beforeID)
        bytes.append(text: id)
        if prefixes.isEmpty {
            bytes.append(contentsOf: withoutPrefixes)
        } else {
            bytes.append(text: beforePrefixes + Self.inclusive(prefixes) + afterPrefixes)
        }
        bytes.append(text: digest)
        bytes.append(contentsOf: afterDigest)
        return bytes
    }

    /// `ec:InclusiveNamespaces` (exc-c14n §4), where a prefix stands in a value.
    private static func inclusive(_ prefixes: [String]) -> String {
        #"<ec:InclusiveNamespaces xmlns:ec="\#(SignatureElement.exclusive)" PrefixList=""#
            + prefixes.joined(separator: " ") + #""></ec:InclusiveNamespaces>"#
    }

    private static let opening = Array("<ds:Signature\(declaration)><ds:SignedInfo".utf8)
    private static let beforeValue = Array("<ds:SignatureValue>".utf8)

    func signature(_ signedInfo: [UInt8], value: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(signedInfo.count + value.utf8.count + afterValue.count + 128)
        bytes.append(contentsOf: Self.opening)
        bytes.append(contentsOf: signedInfo[Self.beginning.count...])
        bytes.append(contentsOf: Self.beforeValue)
        bytes.append(text: value)
        bytes.append(contentsOf: afterValue)
        return bytes
    }
}
