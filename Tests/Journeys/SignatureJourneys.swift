import Foundation
import Testing

extension Outside {
    /// Everything signed, judged by somebody else: xmlsec1 for the signatures, xmllint for the schemas.
    @Suite struct Signatures {
        @Test func `the metadata is signed, valid by its schema, and the same as printed`() async throws {
            let world = try await SharedWorld.world
            let served = try await world.visitor().get(world.facts.login + "/saml/metadata")
            #expect(served.status == 200)
            #expect(served.header("content-type")?.hasPrefix("application/samlmetadata+xml") == true)
            let printed = try await world.porta("metadata", "--config", world.path)
            #expect(printed.status == 0)
            for text in [served.body, printed.out] {
                let document = try Document(text)
                try await document.verify(.metadata, by: world.path + "/saml/rsa.pem")
                try await document.validate("saml-schema-metadata-2.0.xsd")
                #expect(text.contains("entityID=\"\(world.facts.entityID)\""))
                #expect(text.contains("Location=\"\(world.sso)\""))
            }
        }

        @Test(arguments: [("portal", "p256"), ("shop", "rsa")])
        func `response and assertion are signed by the key that the site was given`(
            site: String, key: String
        ) async throws {
            let world = try await SharedWorld.world
            let last = try await world.visitor(card: "good").answer(at: try #require(world.facts.sites[site]))
            let document = try Document(try #require(SAMLAnswer(last.page)).xml)
            let certificate = "\(world.path)/saml/\(key).pem"
            try await document.verify(.response, by: certificate)
            try await document.verify(.assertion, by: certificate)
            try await document.validate("saml-schema-protocol-2.0.xsd")
        }

        @Test(arguments: ["revoked", nil]) func `a refusal is signed too`(card: String?) async throws {
            let world = try await SharedWorld.world
            let visitor = try world.visitor(card: card)
            let last = try await visitor.goBack(from: visitor.consent(at: world.portal))
            let document = try Document(try #require(SAMLAnswer(last.page)).xml)
            try await document.verify(.response, by: world.path + "/saml/p256.pem")
            try await document.validate("saml-schema-protocol-2.0.xsd")
        }

        @Test func `the judge is awake: a changed response does not verify`() async throws {
            let world = try await SharedWorld.world
            let last = try await world.visitor(card: "good").answer(at: world.portal)
            let xml = try #require(SAMLAnswer(last.page)).xml
            let changed = try Document(xml.replacing("SmartcardPKI", with: "SmartcardPKJ"))
            await #expect(throws: WorldError.self) {
                try await changed.verify(.response, by: world.path + "/saml/p256.pem")
            }
        }

        @Test func `an assertion is for one site, for one request, and for a minute or five`() async throws {
            let world = try await SharedWorld.world
            let answer = try #require(SAMLAnswer(try await world.visitor(card: "good").answer(at: world.portal).page))
            #expect(answer.xml.contains("Audience>\(try world.portal.entityID)</"))
            let times = answer.xml.matches(of: #/(NotBefore|NotOnOrAfter|IssueInstant|AuthnInstant)="([^"]+)"/#).map {
                (String($0.1), ISO8601DateFormatter.lenient.date(from: String($0.2)))
            }
            let issued = try #require(times.first { $0.0 == "IssueInstant" }?.1)
            let ends = times.filter { $0.0 == "NotOnOrAfter" }.compactMap(\.1)
            #expect(!ends.isEmpty)
            for end in ends { #expect((1...300).contains(end.timeIntervalSince(issued))) }
            #expect(times.contains { $0.0 == "AuthnInstant" })
            #expect(answer.value(of: "Recipient") == answer.value(of: "Destination"))
        }
    }
}

extension ISO8601DateFormatter {
    /// With or without fractions of a second.
    fileprivate static var lenient: ISO8601DateFormatter {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime]
        return formatter
    }
}

/// An XML document in a file, for the tools.
struct Document {
    enum Part: String {
        case metadata = "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor"
        case response = "urn:oasis:names:tc:SAML:2.0:protocol:Response"
        case assertion = "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"
    }

    private let folder: Folder
    private let path: String

    init(_ text: String) throws {
        folder = try Folder()
        path = try folder.write(text, "document.xml")
    }

    /// The signature that is a child of this part must be right.
    func verify(_ part: Part, by certificate: String) async throws {
        let name = part.rawValue.split(separator: ":").last ?? ""
        let output = try await Command(
            "xmlsec1", "--verify", "--pubkey-cert-pem", certificate, "--id-attr:ID", part.rawValue, "--node-xpath",
            "//*[local-name()='\(name)']/*[local-name()='Signature']", path
        ).run()
        guard output.status == 0, output.all.contains("OK") else { throw WorldError("\(part): \(output.all)") }
    }

    func validate(_ schema: String) async throws {
        let catalog = try folder.write(Self.catalog, "catalog.xml")
        var command = Command("xmllint", "--noout", "--nonet", "--schema", "/usr/share/xml/opensaml/" + schema, path)
        command.environment = ["XML_CATALOG_FILES": catalog]
        let output = try await command.run()
        guard output.status == 0 else { throw WorldError(output.all) }
    }

    /// The schemas name each other by the web's addresses; these are the same files from Debian's packages.
    private static let catalog: String = {
        let places = [
            "TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd": "xmldsig-core-schema.xsd",
            "TR/2002/REC-xmlenc-core-20021210/xenc-schema.xsd": "xenc-schema.xsd", "2001/xml.xsd": "xml.xsd",
        ]
        let lines = places.map { web, file in
            "<system systemId=\"http://www.w3.org/\(web)\" uri=\"file:///usr/share/xml/xmltooling/\(file)\"/>"
        }
        return "<catalog xmlns=\"urn:oasis:names:tc:entity:xmlns:xml:catalog\">\(lines.joined())</catalog>"
    }()
}
