import Foundation
import OpenSSL
import SAML
import SignedXML
import Testing

/// Metadata of many sites, as a federation publishes it.
enum Federation {
    /// The metadata of one site, without an end of its own.
    static func entity(_ number: Int, _ change: (String) -> String = { $0 }) throws -> String {
        let text = World.text(try World.ministry.metadata(validUntil: nil))
        guard number > 0 else { return change(text) }
        return change(text.replacing("ministry.example.al", with: "site\(number).example.al"))
    }

    /// Wraps entities and signs the whole, with xmlsec1 as federations do.
    static func signed(
        _ entities: [String], validUntil: Date? = World.later, by key: SigningKey = World.metadataKey
    ) throws -> String {
        let end = validUntil.map { " validUntil=\"\(SAMLTime.text($0))\"" } ?? ""
        let start =
            "<md:EntitiesDescriptor xmlns:md=\"\(SAMLNamespace.metadata.uri)\" ID=\"_f\" Name=\"urn:federation\"\(end)>"
        return try sign(start, entities.joined(), "</md:EntitiesDescriptor>", by: key)
    }

    static func signedEntity(by key: SigningKey = World.metadataKey) throws -> String {
        let text = World.text(try World.ministry.metadata(validUntil: World.later))
            .replacing(" entityID=", with: " ID=\"_f\" entityID=")
        let end = try #require(text.firstIndex(of: ">"))
        return try sign(
            String(text[...end]), String(text[text.index(after: end)...].dropLast("</md:EntityDescriptor>".count)),
            "</md:EntityDescriptor>", by: key)
    }

    /// The digest is over the canonical form, which libxml2's own tool makes: an independent way to the same signature.
    private static func sign(_ start: String, _ content: String, _ end: String, by key: SigningKey) throws -> String {
        let canonical = try Tool.run(
            ["xmllint", "--huge", "--exc-c14n", "in.xml"], files: ["in.xml": Array((start + content + end).utf8)])
        try #require(canonical.status == 0, "\(canonical.errors)")
        let digest = Base64.encode(DigestAlgorithm.sha256.digest(canonical.output))
        let info = """
            <ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:CanonicalizationMethod \
            Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:CanonicalizationMethod><ds:SignatureMethod \
            Algorithm="\(key.signer.algorithm.rawValue)"></ds:SignatureMethod><ds:Reference URI="#_f"><ds:Transforms>\
            <ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform><ds:Transform \
            Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform></ds:Transforms><ds:DigestMethod \
            Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>\(digest)\
            </ds:DigestValue></ds:Reference></ds:SignedInfo>
            """
        let value = Base64.encode(try key.signer.signDetached(Array(info.utf8)))
        let inside = info.replacing(" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", with: "")
        let signature =
            "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\(inside)<ds:SignatureValue>\(value)"
            + "</ds:SignatureValue></ds:Signature>"
        return start + signature + content + end
    }
}
