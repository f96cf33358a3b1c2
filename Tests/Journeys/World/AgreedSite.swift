import Foundation

/// A site that is registered with a file of its own: what its metadata and its file say is the journey's to choose.
struct AgreedSite: Sendable {
    let name: String
    /// What stands in the SPSSODescriptor before the consumers, and behind them.
    var keys = ""
    var services = ""
    /// More lines of its file.
    let settings: String

    var entityID: String { "https://\(name).porta.localhost/saml" }
    var consumer: String { "https://\(name).porta.localhost/acs" }

    var metadata: String {
        let end = Date(timeIntervalSinceNow: 7 * 86_400).formatted(.iso8601)
        return """
            <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="\(entityID)" \
            validUntil="\(end)"><md:SPSSODescriptor \
            protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\(keys)\
            <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" \
            Location="\(consumer)" index="0" isDefault="true"/>\(services)</md:SPSSODescriptor></md:EntityDescriptor>
            """
    }

    func register(in path: String) throws {
        let place = path + "/relying-parties/" + name
        try metadata.write(toFile: place + ".xml", atomically: true, encoding: .utf8)
        try "metadata: \(name).xml\n\(settings)\n".write(toFile: place + ".yaml", atomically: true, encoding: .utf8)
    }

    func request(to facts: SandboxFacts, _ elements: String = "", attributes: String = "") -> LoginQuestion {
        var question = LoginQuestion(issuer: entityID, destination: facts.login + "/saml/sso", consumer: consumer)
        (question.elements, question.attributes) = (elements, attributes)
        return question
    }

    /// A key to encrypt to as metadata has it.
    static func encryptionKey(_ certificate: String, use: String = " use=\"encryption\"", methods: String = "")
        -> String
    {
        let base64 = certificate.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        return """
            <md:KeyDescriptor\(use)><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>\
            <ds:X509Certificate>\(base64)</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\(methods)</md:KeyDescriptor>
            """
    }
}

/// The sandbox of sites that agreed on something beyond the least.
struct AgreedWorld: Sendable {
    let world: SandboxWorld
    let sites: [String: AgreedSite]
    /// The file of the sites' decryption key.
    let key: String
    private let folder: Folder

    static let nationalIDFormat = "urn:example:al:name:nid"
    static let tax = "https://tax.example.al/saml?<b>lottery</b>"

    private static let made = Task {
        let folder = try Folder()
        let (key, certificate) = (folder.path("key.pem"), folder.path("certificate.pem"))
        let made = try await Command(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=site",
            "-keyout", key, "-out", certificate
        ).run()
        guard made.status == 0 else { throw WorldError(made.err) }
        let sites = all(Folder.text(certificate))
        let world = try await SandboxWorld { preparation in
            for site in sites { try site.register(in: preparation.path) }
            let file = preparation.path + "/porta.yaml"
            let text = Folder.text(file).replacing(
                #/(\n *)scope: .*/#, with: { "\($0.output.0)\($0.output.1)national-id-format: \(nationalIDFormat)" })
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        }
        return AgreedWorld(
            world: world, sites: Dictionary(uniqueKeysWithValues: sites.map { ($0.name, $0) }), key: key,
            folder: folder)
    }

    static var current: AgreedWorld { get async throws { try await made.value } }

    private static func all(_ certificate: String) -> [AgreedSite] {
        let sha256 = """
            <md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes128-gcm"/>\
            <md:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#rsa-oaep">\
            <ds:DigestMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" \
            Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><xenc11:MGF \
            xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/>\
            </md:EncryptionMethod>
            """
        let encryption = AgreedSite.encryptionKey(certificate)
        return [
            AgreedSite(name: "declared", keys: AgreedSite.encryptionKey(certificate, methods: sha256), settings: ""),
            AgreedSite(name: "silent", keys: encryption, settings: "signed: assertion"),
            AgreedSite(name: "both-uses", keys: AgreedSite.encryptionKey(certificate, use: ""), settings: ""),
            AgreedSite(
                name: "if-key", keys: AgreedSite.encryptionKey(certificate, use: ""), settings: "encrypt: if-key"),
            AgreedSite(name: "saml2int", keys: encryption, settings: "profile: saml2int"),
            AgreedSite(name: "never", keys: encryption, settings: "encrypt: never\nsigned: response"),
            AgreedSite(name: "assertion", settings: "signed: assertion"),
            AgreedSite(
                name: "hub", services: services,
                settings: """
                    display-name: Porta e shërbimeve
                    status-detail: full
                    national-id: permitted
                    levels: [ smartcard-pki, x509, eidas-high, eidas-substantial ]
                    attributes: { required: [ family-name, age-over-18 ], optional: [ given-name, national-id ] }
                    attribute-names: { age-over-18: "urn:example:adult" }
                    pairwise-group: "https://old-hub.porta.localhost/saml"
                    requesters: { "https://tax.example.al/saml": { name: Zyra e tatimeve } }
                    """),
            AgreedSite(
                name: "broker",
                settings: """
                    pairwise-scope: requester
                    requesters: { "https://a.example.al/saml": A & B, "https://c.example.al/saml": C }
                    """),
            AgreedSite(name: "number", settings: "national-id: permitted\nname-id: national-id"),
        ]
    }

    private static let services = """
        <md:AttributeConsumingService index="1"><md:ServiceName xml:lang="sq">Leje drejtimi</md:ServiceName>\
        <md:RequestedAttribute Name="urn:oid:2.5.4.42"/><md:RequestedAttribute Name="urn:example:adult" isRequired="true"/>\
        </md:AttributeConsumingService><md:AttributeConsumingService index="2">\
        <md:ServiceName xml:lang="sq">Postë</md:ServiceName><md:RequestedAttribute \
        Name="urn:oid:0.9.2342.19200300.100.1.3" isRequired="true"/></md:AttributeConsumingService>
        """

    // MARK: Steps

    func question(_ site: String, _ elements: String = "", attributes: String = "") throws -> LoginQuestion {
        guard let site = sites[site] else { throw WorldError("no site \(site)") }
        return site.request(to: world.facts, elements, attributes: attributes)
    }

    func start(_ question: LoginQuestion, card: String? = "good") async throws -> (Visitor, Answer) {
        let visitor = try world.visitor(card: card)
        return (visitor, try await visitor.follow(try await visitor.post(world.sso, question.posted)))
    }

    /// The whole login, or the status that came at once.
    func answer(_ question: LoginQuestion, card: String = "good", items: [String] = []) async throws -> SAMLAnswer {
        let (visitor, start) = try await start(question, card: card)
        if let refused = SAMLAnswer(start.page) { return refused }
        let last = try await visitor.decide("agree", on: visitor.present(on: start), items: items)
        guard let answer = SAMLAnswer(last.page) else { throw WorldError("no answer on \(last.page.html)") }
        return answer
    }

    /// What xmlsec makes of an encrypted answer.
    func decrypted(_ answer: SAMLAnswer, signedBy name: String = "rsa") async throws -> Command.Output {
        try await Command(
            words: [Programs.python, Programs.peer("decrypt.py"), key, world.path + "/saml/\(name).pem"]
        ).with(input: answer.xml).run()
    }
}
