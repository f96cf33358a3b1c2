import DemoPKI
import Foundation
import OpenSSL
import Testing

@Suite struct CardTests {
    static let now = Date(timeIntervalSince1970: 1_780_000_000)

    static func verify(_ card: DemoCard, under authority: DemoAuthority, at: Date = now) throws -> Command {
        let folder = try Folder()
        try folder.write(authority.root.certificatePEM, "root.pem")
        try folder.write(authority.issuing.certificatePEM, "issuing.pem")
        try folder.write(card.pem, "card.pem")
        return try Command(
            "openssl", "verify", "-x509_strict", "-purpose", "sslclient", "-attime",
            String(Int(at.timeIntervalSince1970)), "-CAfile", "root.pem", "-untrusted", "issuing.pem", "card.pem",
            at: folder)
    }

    @Test(arguments: [
        (DemoCard.Kind.good, true), (.revoked, true), (.onHold, true), (.justActivated, true), (.p384, true),
        (.rsa2048, true), (.missingIntermediate, true), (.expired, false), (.notYetValid, false),
        (.unknownIssuer, false),
    ])
    func `openssl agrees with what was minted`(kind: DemoCard.Kind, valid: Bool) throws {
        let authority = try DemoAuthority.make(at: Self.now)
        let card = try authority.mint(kind, at: Self.now)
        let answer = try Self.verify(card, under: authority)
        #expect((answer.code == 0) == valid, "\(answer.output)")
    }

    @Test(arguments: [KeyKind.ec(.p384), .rsa(bits: 2048)])
    func `authorities of other keys sign cards that openssl accepts`(kind: KeyKind) throws {
        let authority = try DemoAuthority.make(at: Self.now, keys: kind)
        let answer = try Self.verify(try authority.mint(at: Self.now), under: authority)
        #expect(answer.code == 0, "\(answer.output)")
    }

    @Test func `a sibling's card verifies under the same root`() throws {
        let authority = try DemoAuthority.make(at: Self.now)
        let sibling = try authority.sibling(at: Self.now)
        #expect(try Self.verify(try sibling.mint(at: Self.now), under: sibling).code == 0)
    }

    @Test func `a broken signature is refused by openssl`() throws {
        let authority = try DemoAuthority.make(at: Self.now)
        let card = try authority.mint(at: Self.now) { $0.breaksSignature = true }
        #expect(try Self.verify(card, under: authority).output.contains("certificate signature failure"))
    }

    @Test func `an unknown critical extension is refused by openssl`() throws {
        let authority = try DemoAuthority.make(at: Self.now)
        let card = try authority.mint(at: Self.now) { $0.moreExtensions = [.unknown(critical: true)] }
        #expect(try Self.verify(card, under: authority).output.contains("unhandled critical extension"))
    }

    @Test func `the fields of a card read as they were written`() throws {
        let authority = try DemoAuthority.make(at: Self.now)
        let folder = try Folder()
        try folder.write(try authority.mint(for: .drita, at: Self.now).pem, "card.pem")
        let text = try Command(
            "openssl", "x509", "-in", "card.pem", "-noout", "-text", "-nameopt", "utf8", at: folder
        ).output
        for part in [
            "GN=Drita", "SN=Çelësi", "C=AL", "Digital Signature", "TLS Web Client Authentication",
            ObjectIdentifier.demoLoginPolicy, "OCSP - URI:http://ocsp.demo.invalid/",
            "CN=Porta Demo Issuing CA", "X509v3 Freshest CRL",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    @Test func `the signature card may not authenticate`() throws {
        let authority = try DemoAuthority.make(at: Self.now)
        let folder = try Folder()
        try folder.write(try authority.mint(.signature, at: Self.now).pem, "card.pem")
        let text = try Command("openssl", "x509", "-in", "card.pem", "-noout", "-text", at: folder).output
        #expect(text.contains("Non Repudiation") && !text.contains("Digital Signature"))
    }

    @Test(arguments: [
        DistinguishedName.Text.utf8("Çelësi"), .t61("Çelësi"), .bmp("Çelësi"), .universal("Çelësi"),
    ])
    func `every string type says the same to openssl`(text: DistinguishedName.Text) throws {
        let authority = try DemoAuthority.make(at: Self.now)
        let card = try authority.mint(at: Self.now) { $0.subject = DistinguishedName([[.init("2.5.4.4", text)]]) }
        let folder = try Folder()
        try folder.write(card.pem, "card.pem")
        let subject = try Command(
            "openssl", "x509", "-in", "card.pem", "-noout", "-subject", "-nameopt", "utf8", at: folder)
        #expect(subject.output.contains("Çelësi"), "\(subject.output)")
    }

    @Test func `numbers of persons follow the pattern of the card`() throws {
        let pattern = try Regex("^[A-T0-9][0-9]{8}[A-W]$")
        for person in [DemoPerson.arta, .besnik, .drita, .edmond, .flutura] {
            #expect(person.nationalID.firstMatch(of: pattern) != nil, "\(person.nationalID)")
        }
    }

    @Test func `a date after 2049 is written as generalized time`() throws {
        let folder = try Folder()
        let authority = try DemoAuthority.make(at: Self.now)
        let card = try authority.mint(at: Self.now) { $0.notAfter = Date(timeIntervalSince1970: 2_600_000_000) }
        try folder.write(card.pem, "card.pem")
        let text = try Command("openssl", "x509", "-in", "card.pem", "-noout", "-dates", at: folder).output
        #expect(text.contains("notAfter=May 22 14:13:20 2052 GMT"), "\(text)")
    }

    @Test func `a card's PKCS12 opens with its password`() throws {
        let authority = try DemoAuthority.make(at: Self.now)
        let folder = try Folder()
        try folder.write(try authority.mint(at: Self.now).pkcs12(password: "porta"), "card.p12")
        let text = try Command(
            "openssl", "pkcs12", "-in", "card.p12", "-passin", "pass:porta", "-nodes", at: folder
        ).output
        #expect(text.contains("Porta Demo Issuing CA") && text.contains("PRIVATE KEY"), "\(text)")
    }
}
