import Foundation
import OpenSSL
import SAML
import Testing

/// O4: sign, then encrypt; GCM and OAEP, and nothing else.
@Suite struct EncryptionTests {
    private static let transports: [KeyTransport] = [
        .sha256, .sha1, .oaepMGF1P(.sha256), .oaep(.sha512, mask: .sha384), .oaep(.sha1, mask: .sha1),
        .oaep(.sha256, mask: .sha1),
    ]

    private func target(
        _ transport: KeyTransport = .sha256, _ block: BlockEncryption = .aes256GCM
    ) throws -> EncryptionTarget {
        try EncryptionTarget(
            recipient: World.ministry.entityID, certificate: World.siteDecryption.certificate, block: block,
            transport: transport)
    }

    private func response(
        _ signing: ResponseSigning = .both, _ target: EncryptionTarget, key: String = "p256"
    ) throws -> [UInt8] {
        try World.provider.success(
            World.content("Ermonela"),
            to: World.target(site: World.ministry, key: key, signing: signing, encryption: target),
            at: World.now
        ).bytes
    }

    private func receive(_ bytes: [UInt8], by site: RequestingSite = World.ministry) throws -> ReceivedLogin {
        try site.receive(bytes, requestID: "_request", from: World.known, at: World.now)
    }

    @Test(arguments: transports, BlockEncryption.allCases)
    func `O4 is opened by the site alone, by every method`(_ transport: KeyTransport, _ block: BlockEncryption) throws {
        let bytes = try response(.both, try target(transport, block))
        #expect(!World.text(bytes).contains("Ermonela") && !World.text(bytes).contains("<saml:Assertion "))
        #expect(World.text(bytes).contains(block.uri) && World.text(bytes).contains(transport.uri))
        #expect(try receive(bytes).nameID.value == "Ermonela")
        let stranger = RequestingSite(
            entityID: World.ministry.entityID, consumerURL: World.ministry.consumerURL, signingKey: nil, names: [],
            decryptionKeys: [World.ownDecryption.key])
        #expect(throws: SAMLError.self) { try receive(bytes, by: stranger) }
    }

    /// libxmlsec1 1.3, which knows RSA-OAEP with SHA-256 where Debian's 1.2.37 does not.
    @Test(arguments: transports)
    func `O4 is decrypted and then verified by xmlsec`(_ transport: KeyTransport) throws {
        let script = """
            import sys, xmlsec
            from lxml import etree
            root = etree.parse("in.xml").getroot()
            keys = xmlsec.KeysManager()
            keys.add_key(xmlsec.Key.from_file("key.pem", xmlsec.KeyFormat.PEM))
            data = root.find(".//{http://www.w3.org/2001/04/xmlenc#}EncryptedData")
            assertion = xmlsec.EncryptionContext(keys).decrypt(data)
            xmlsec.tree.add_ids(assertion, ["ID"])
            context = xmlsec.SignatureContext()
            context.key = xmlsec.Key.from_file("cert.pem", xmlsec.KeyFormat.CERT_PEM)
            context.verify(xmlsec.tree.find_node(assertion, xmlsec.constants.NodeSignature))
            sys.stdout.buffer.write(etree.tostring(assertion))
            """
        for (block, key) in zip(BlockEncryption.allCases, [World.rsa, World.p256]) {
            let bytes = try response(.assertion, try target(transport, block), key: key.name)
            let python = ProcessInfo.processInfo.environment["PORTA_PYTHON"] ?? "python3"
            let outcome = try Tool.run(
                [python, "open.py"],
                files: [
                    "open.py": Array(script.utf8), "in.xml": bytes, "key.pem": Array(World.siteDecryption.pem.utf8),
                    "cert.pem": Array(PEM.encode(key.certificate, label: "CERTIFICATE").utf8),
                ])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(World.text(outcome.output).contains("Ermonela"))
        }
    }

    @Test(arguments: ResponseSigning.allCases)
    func `O8 is believed whatever of it is signed, and never when nothing is`(_ signing: ResponseSigning) throws {
        let bytes = try response(signing, try target())
        #expect(try receive(bytes).nameID.value == "Ermonela")
        #expect(World.text(bytes).contains("<ds:Signature ") == (signing != .assertion))
        // The attacker takes the response's signature off: what is inside must bear one.
        let stripped = World.text(bytes).replacing(/<ds:Signature .*?<\/ds:Signature>/, with: "")
        if signing == .response {
            #expect(throws: SAMLError.self) { try receive(Array(stripped.utf8)) }
        } else {
            #expect(try receive(Array(stripped.utf8)).nameID.value == "Ermonela")
        }
    }

    /// Anybody can encrypt to the site: without our signature that is worth nothing.
    @Test func `O4 refuses an assertion that somebody else encrypted`() throws {
        let forger = try IdentityProvider(
            entityID: World.provider.entityID, ssoURL: World.sso, scope: nil, names: [], signingKeys: [World.stranger])
        for signing in ResponseSigning.allCases {
            let target = World.target(site: World.ministry, key: nil, signing: signing, encryption: try target())
            let bytes = try forger.success(World.content("evil"), to: target, at: World.now).bytes
            #expect(throws: SAMLError.self) { try receive(bytes) }
        }
    }

    @Test func `O4 refuses ciphertext with one bit changed`() throws {
        let text = World.text(try response(.assertion, try target()))
        let values = text.matches(of: /<xenc:CipherValue>([^<]*)</).map { String($0.output.1) }
        #expect(values.count == 2)
        for value in values {
            var bytes = try #require(Base64.decode(value))
            for place in [0, 13, bytes.count - 1] {
                bytes[place] ^= 1
                let changed = text.replacing(value, with: Base64.encode(bytes))
                #expect(throws: SAMLError.self) { try receive(Array(changed.utf8)) }
                bytes[place] ^= 1
            }
        }
        for (part, other) in [
            ("aes256-gcm", "aes256-cbc"), ("xmlenc11#rsa-oaep", "xmlenc#rsa-1_5"), ("mgf1sha256", "mgf1sha1"),
        ] {
            let changed = text.replacing(part, with: other)
            #expect(changed != text)
            #expect(throws: SAMLError.self) { try receive(Array(changed.utf8)) }
        }
    }

    @Test func `draws a key, a nonce and names anew for every assertion`() throws {
        let texts = try (0..<20).map { _ in World.text(try response(.both, try target())) }
        let values = texts.flatMap { $0.matches(of: /<xenc:CipherValue>([^<]{16})/).map { String($0.output.1) } }
        #expect(Set(values).count == 40)
    }

    // MARK: What is chosen for a site

    private func site(_ methods: String, use: String = " use=\"encryption\"") throws -> ServiceProvider {
        let text = World.text(try World.ministry.metadata(validUntil: World.later))
            .replacing(/<md:EncryptionMethod .*?<\/md:EncryptionMethod>/, with: "")
            .replacing(" use=\"encryption\"", with: use)
        let ending = "</ds:KeyInfo></md:KeyDescriptor><md:SingleLogoutService"
        let changed = text.replacing(
            ending, with: "</ds:KeyInfo>\(methods)</md:KeyDescriptor><md:SingleLogoutService")
        #expect(methods.isEmpty || changed != text)
        return try #require(MetadataCheck(at: World.now).run(Array(changed.utf8)).sites.first)
    }

    private static func method(_ uri: String, _ inside: String = "") -> String {
        "<md:EncryptionMethod Algorithm=\"\(uri)\">\(inside)</md:EncryptionMethod>"
    }

    private static let gcm128 = method("http://www.w3.org/2009/xmlenc11#aes128-gcm")
    private static let cbc = method("http://www.w3.org/2001/04/xmlenc#aes256-cbc")
    private static let rsa15 = method("http://www.w3.org/2001/04/xmlenc#rsa-1_5")
    private static let mgf1p = method("http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p")
    private static let mgf1pSHA256 = method(
        "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
        "<ds:DigestMethod xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
    )
    private static let oaep = method(
        "http://www.w3.org/2009/xmlenc11#rsa-oaep",
        "<ds:DigestMethod xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
            + "<e:MGF xmlns:e=\"http://www.w3.org/2009/xmlenc11#\" Algorithm=\"http://www.w3.org/2009/xmlenc11#mgf1sha256\"/>"
    )
    private static let bareOAEP = method("http://www.w3.org/2009/xmlenc11#rsa-oaep")

    struct Choice: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let methods: String
        let block: BlockEncryption?
        let transport: KeyTransport?
        let refusal: EncryptionRefusal?

        init(
            _ name: String, _ methods: String, _ block: BlockEncryption? = nil, _ transport: KeyTransport? = nil,
            refusal: EncryptionRefusal? = nil
        ) {
            testDescription = name
            self.methods = methods
            self.block = block
            self.transport = transport
            self.refusal = refusal
        }
    }

    static let choices = [
        Choice("nothing declared", "", .aes256GCM, .sha256), Choice("AES-128", gcm128, .aes128GCM, .sha256),
        Choice("CBC and AES-128", cbc + gcm128, .aes128GCM, .sha256), Choice("only CBC", cbc, refusal: .noCommonMethod),
        Choice("only PKCS #1 v1.5", rsa15, refusal: .noCommonMethod), Choice("OAEP", oaep, .aes256GCM, .sha256),
        Choice("OAEP without a digest is SHA-1", bareOAEP, refusal: .sha1NotAllowed),
        Choice("MGF1P with SHA-1", mgf1p, refusal: .sha1NotAllowed),
        Choice("MGF1P with SHA-1, or OAEP", mgf1p + oaep, .aes256GCM, .sha256),
        Choice("MGF1P with SHA-256", mgf1pSHA256, .aes256GCM, .oaepMGF1P(.sha256)),
        Choice("v1.5 and MGF1P with SHA-1", rsa15 + mgf1p, refusal: .sha1NotAllowed),
    ]

    @Test(arguments: choices)
    func `O4 keeps to the methods that the site declares and the operator allows`(_ choice: Choice) throws {
        let site = try site(choice.methods)
        guard let refusal = choice.refusal else {
            let target = try EncryptionPolicy().target(for: site)
            #expect(target.block == choice.block && target.transport == choice.transport)
            return
        }
        #expect(throws: refusal) { try EncryptionPolicy().target(for: site) }
    }

    @Test func `uses SHA-1 where the site declares it and the operator lets it`() throws {
        let lax = EncryptionPolicy(allowsSHA1: true)
        #expect(try lax.target(for: try site(Self.mgf1p)).transport == .sha1)
        #expect(try lax.target(for: try site(Self.bareOAEP)).transport == .oaep(.sha1, mask: .sha1))
        #expect(try lax.target(for: try site(Self.mgf1p + Self.oaep)).transport == .sha256)
        #expect(try lax.target(for: try site("")).transport == .sha256)
        #expect(throws: EncryptionRefusal.noCommonMethod) { try lax.target(for: try site(Self.rsa15)) }
    }

    @Test func `needs an RSA key to encrypt to`() throws {
        #expect(throws: EncryptionRefusal.noKey) {
            try EncryptionPolicy().target(for: try World.registered(World.shop))
        }
        // A key without `use` is for both (Kantara IIP-MD11).
        #expect(try EncryptionPolicy().target(for: try site("", use: "")).transport == .sha256)
        let elliptic = World.text(try World.portal.metadata(validUntil: World.later)).replacing(
            " use=\"signing\"", with: "")
        let report = MetadataCheck(at: World.now).run(Array(elliptic.utf8))
        #expect(throws: EncryptionRefusal.noUsableKey) {
            try EncryptionPolicy().target(for: try #require(report.sites.first))
        }
        #expect(throws: SAMLError.self) {
            try EncryptionTarget(recipient: "urn:x", certificate: World.p256.certificate)
        }
    }
}
