import DemoPKI
import Foundation
import OpenSSL
import Testing

@Suite struct RevocationTests {
    let now = Date()
    let authority: DemoAuthority
    let folder: Folder

    init() throws {
        authority = try DemoAuthority.make(at: now)
        folder = try Folder()
        try folder.write(authority.root.certificatePEM, "root.pem")
        try folder.write(authority.issuing.certificatePEM, "issuing.pem")
        try folder.write(authority.root.certificatePEM + authority.issuing.certificatePEM, "chain.pem")
    }

    private func crlText(_ crl: [UInt8]) throws -> Command {
        try folder.write(PEM.encode(crl, label: "X509 CRL"), "demo.crl")
        return try Command("openssl", "crl", "-in", "demo.crl", "-noout", "-text", "-CAfile", "issuing.pem", at: folder)
    }

    @Test func `openssl verifies a full CRL and reads its entries`() throws {
        let cards = try [DemoCard.Kind.good, .revoked, .onHold].map { try authority.mint($0, at: now) }
        let register = DemoRegister(of: cards, at: now)
        let crl = try authority.crl(
            register.revoked, number: 7, thisUpdate: now, nextUpdate: now.addingTimeInterval(600)
        ) { $0.freshest = [authority.addresses.delta] }
        let answer = try crlText(crl)
        #expect(answer.output.contains("verify OK"), "\(answer.output)")
        #expect(answer.output.contains("Key Compromise") && answer.output.contains("Certificate Hold"))
        #expect(answer.output.contains("CRL Number: \n                7"), "\(answer.output)")
        #expect(answer.output.uppercased().contains(Hex.encode(cards[1].serial).uppercased()))
        #expect(!answer.output.uppercased().contains(Hex.encode(cards[0].serial).uppercased()))
    }

    @Test func `an empty delta names its base`() throws {
        let crl = try authority.crl([], number: 8, thisUpdate: now, nextUpdate: nil, deltaBase: 7)
        let answer = try crlText(crl)
        #expect(answer.output.contains("verify OK"))
        #expect(answer.output.contains("Delta CRL Indicator: critical"), "\(answer.output)")
        #expect(answer.output.contains("No Revoked Certificates"))
    }

    @Test func `a CRL signed by a stranger does not verify`() throws {
        let stranger = try PrivateKey.generate(.ec(.p256))
        let crl = try authority.crl([], thisUpdate: now, nextUpdate: nil, signer: stranger)
        #expect(!(try crlText(crl)).output.contains("verify OK"))
    }

    @Test func `an issuing distribution point reads as it was written`() throws {
        let crl = try authority.crl([], thisUpdate: now, nextUpdate: nil) {
            $0.issuingDistributionPoint = IssuingDistributionPoint.der(
                address: "http://crl.demo.invalid/a.crl", onlyUsers: true, onlySomeReasons: [1, 6])
        }
        let text = try crlText(crl).output
        for part in ["Issuing Distribution Point: critical", "Only User", "Key Compromise, Certificate Hold"] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    /// Asks by openssl's own request, answers it, and has openssl judge the answer.
    private func ask(
        about card: DemoCard, _ register: DemoRegister, options: OCSPAnswerOptions = OCSPAnswerOptions()
    ) throws -> Command {
        try folder.write(card.pem, "card.pem")
        _ = try Command(
            "openssl", "ocsp", "-issuer", "issuing.pem", "-cert", "card.pem", "-reqout", "request.der", at: folder)
        let request = try [UInt8](Data(contentsOf: folder.url.appendingPathComponent("request.der")))
        let answer = try authority.ocspResponse(to: request, at: now, options: options) { register.status($0) }
        try folder.write(answer, "answer.der")
        return try Command(
            "openssl", "ocsp", "-respin", "answer.der", "-reqin", "request.der", "-resp_text", "-issuer",
            "issuing.pem", "-CAfile", "chain.pem", at: folder)
    }

    @Test(arguments: [
        (DemoCard.Kind.good, "Cert Status: good"), (.revoked, "Cert Status: revoked"), (.onHold, "certificateHold"),
        (.justActivated, "Cert Status: unknown"),
    ])
    func `openssl verifies an OCSP answer and reads its status`(kind: DemoCard.Kind, said: String) throws {
        let card = try authority.mint(kind, at: now)
        let answer = try ask(about: card, DemoRegister(of: [card], at: now))
        #expect(answer.output.contains("Response verify OK"), "\(answer.output)")
        #expect(answer.output.contains(said), "\(answer.output)")
        #expect(!answer.output.contains("WARNING"))
    }

    @Test func `the issuer may sign answers itself and name itself by name`() throws {
        let card = try authority.mint(at: now)
        var options = OCSPAnswerOptions()
        options.signer = .issuer
        options.namesResponderByKey = false
        let answer = try ask(about: card, DemoRegister(of: [card], at: now), options: options)
        #expect(answer.output.contains("Response verify OK"), "\(answer.output)")
    }

    @Test func `a sibling's responder is not believed`() throws {
        let card = try authority.mint(at: now)
        var options = OCSPAnswerOptions()
        options.signer = .other(try authority.sibling(at: now).responder)
        let answer = try ask(about: card, DemoRegister(of: [card], at: now), options: options)
        #expect(answer.output.contains("Response Verify Failure"), "\(answer.output)")
    }

    @Test func `a responder without the OCSP usage is not believed`() throws {
        let card = try authority.mint(at: now)
        var options = OCSPAnswerOptions()
        options.signer = .other(try authority.makeResponder(at: now) { $0.extendedKeyUsage = [] })
        let answer = try ask(about: card, DemoRegister(of: [card], at: now), options: options)
        #expect(answer.output.contains("Response Verify Failure"), "\(answer.output)")
    }

    @Test func `a wrong nonce is noticed`() throws {
        let card = try authority.mint(at: now)
        var options = OCSPAnswerOptions()
        options.nonce = .wrong
        let answer = try ask(about: card, DemoRegister(of: [card], at: now), options: options)
        #expect(answer.output.contains("Nonce Verify error"), "\(answer.output)")
    }

    @Test func `a request written here reads back`() throws {
        let request = authority.ocspRequest(for: [0x41, 2, 3], nonce: [9, 9])
        let question = try #require(OCSPQuestion(request))
        #expect(question.subjects.map(\.serial) == [[0x41, 2, 3]])
        #expect(question.nonce == [4, 2, 9, 9])
    }

    @Test(arguments: [[], [0x30], [0x30, 0x00], [0x30, 0x02, 0x30, 0x00]] as [[UInt8]])
    func `what is no request is answered as malformed`(bytes: [UInt8]) throws {
        let answer = try authority.ocspResponse(to: bytes, at: now) { _ in .good }
        #expect(answer == [0x30, 0x03, 0x0A, 0x01, 0x01])
    }
}
