import OpenSSL

/// The constant pieces of a `ds:Signature`, in canonical form.
struct SignatureTemplate: Sendable {
    private let beforeID: String
    private let beforePrefixes: String
    private let afterPrefixes: String
    private let afterDigest: String
    private let keyInfo: String

    init(algorithm: SignatureAlgorithmURI, certificate: [UInt8]?) {
        beforeID =
            #"><ds:CanonicalizationMethod Algorithm="\#(SignatureElement.exclusive)"></ds:CanonicalizationMethod>"#
            + #"<ds:SignatureMethod Algorithm="\#(algorithm.rawValue)"></ds:SignatureMethod>"#
            + ##"<ds:Reference URI="#"##
        beforePrefixes =
            #""><ds:Transforms><ds:Transform Algorithm="\#(SignatureElement.enveloped)"></ds:Transform>"#
            + #"<ds:Transform Algorithm="\#(SignatureElement.exclusive)">"#
        afterPrefixes =
            "</ds:Transform></ds:Transforms>"
            + #"<ds:DigestMethod Algorithm="\#(DigestAlgorithmURI.uri(algorithm.digest))"></ds:DigestMethod>"#
            + "<ds:DigestValue>"
        afterDigest = "</ds:DigestValue></ds:Reference></ds:SignedInfo>"
        keyInfo =
            certificate.map {
                "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>\(Base64.encode($0))"
                    + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
            } ?? ""
    }

    private static let declaration = #" xmlns:ds="\#(SignatureElement.namespace)""#
    /// How `SignedInfo` begins where it stands alone, as it is signed: `Signature` declares its namespace otherwise.
    private static let beginning = Array("<ds:SignedInfo\(declaration)".utf8)

    /// `SignedInfo` as it is signed.
    func signedInfo(id: String, prefixes: [String], digest: String) -> [UInt8] {
        var bytes = Self.beginning
        bytes.reserveCapacity(1_280)
        for piece in [beforeID, id, beforePrefixes, Self.inclusive(prefixes), afterPrefixes, digest, afterDigest] {
            bytes.append(text: piece)
        }
        return bytes
    }

    /// `ec:InclusiveNamespaces` (exc-c14n §4), where a prefix stands in a value.
    private static func inclusive(_ prefixes: [String]) -> String {
        guard !prefixes.isEmpty else { return "" }
        return #"<ec:InclusiveNamespaces xmlns:ec="\#(SignatureElement.exclusive)" PrefixList=""#
            + prefixes.joined(separator: " ") + #""></ec:InclusiveNamespaces>"#
    }

    private static let opening = Array("<ds:Signature\(declaration)><ds:SignedInfo".utf8)

    func signature(_ signedInfo: [UInt8], value: String) -> [UInt8] {
        var bytes = Self.opening
        bytes.reserveCapacity(4_096)
        bytes.append(contentsOf: signedInfo[Self.beginning.count...])
        for piece in ["<ds:SignatureValue>", value, "</ds:SignatureValue>", keyInfo, "</ds:Signature>"] {
            bytes.append(text: piece)
        }
        return bytes
    }
}
