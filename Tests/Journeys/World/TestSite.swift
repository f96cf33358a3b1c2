import Foundation

/// A site whose requests a journey writes itself, good ones and bad ones. Nothing listens at its address: the journey
/// reads the response from the last page.
struct TestSite: Sendable {
    let name: String
    /// Its key's file and certificate, where it signs its requests.
    let key: (file: String, certificate: String)?
    private let folder: Folder?

    static let plain = TestSite(name: "plain", key: nil, folder: nil)
    static let curious = TestSite(name: "curious", key: nil, folder: nil)

    static func signing() async throws -> TestSite {
        let folder = try Folder()
        let (key, certificate) = (folder.path("key.pem"), folder.path("certificate.pem"))
        let made = try await Command(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=signing site",
            "-keyout", key, "-out", certificate
        ).run()
        guard made.status == 0 else { throw WorldError(made.err) }
        return TestSite(name: "signing", key: (key, Folder.text(certificate)), folder: folder)
    }

    var entityID: String { "https://\(name).porta.localhost/saml" }
    var consumer: String { "https://\(name).porta.localhost/acs" }

    var metadata: String {
        let signed = key == nil ? "" : " AuthnRequestsSigned=\"true\""
        return """
            <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="\(entityID)">\
            <md:SPSSODescriptor\(signed) protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\
            \(keyDescriptor)\
            <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" \
            Location="\(consumer)" index="0" isDefault="true"/></md:SPSSODescriptor></md:EntityDescriptor>
            """
    }

    private var keyDescriptor: String {
        guard let key else { return "" }
        let base64 = key.certificate.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        return """
            <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>\
            <ds:X509Certificate>\(base64)</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
            """
    }

    func request(to facts: SandboxFacts) -> LoginQuestion {
        LoginQuestion(
            issuer: entityID, destination: facts.login + "/saml/sso", consumer: consumer)
    }
}

/// An AuthnRequest, to be spoilt at will.
struct LoginQuestion: Sendable {
    var id = "_" + UUID().uuidString.lowercased()
    var version = "2.0"
    var issued = Date()
    var issuer: String
    var destination: String
    var consumer: String
    /// More attributes of the root, each with a blank before it.
    var attributes = ""
    /// More elements behind the issuer.
    var elements = ""

    var xml: String {
        """
        <samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
        xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="\(id)" Version="\(version)" \
        IssueInstant="\(issued.formatted(.iso8601))" Destination="\(destination)" \
        ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" \
        AssertionConsumerServiceURL="\(consumer)"\(attributes)><saml:Issuer>\(issuer)</saml:Issuer>\(elements)\
        </samlp:AuthnRequest>
        """
    }

    /// As the POST binding carries it (SAML bindings §3.5).
    var posted: [(String, String)] {
        [("SAMLRequest", Data(xml.utf8).base64EncodedString()), ("RelayState", "state & more")]
    }

    /// As the Redirect binding carries it (SAML bindings §3.4), signed where a key is given.
    func redirect(to sso: String, key: String? = nil, more: [String] = []) async throws -> String {
        let signature = key.map { ["--key", $0] } ?? []
        let words = [Programs.python, Programs.peer("redirect.py"), "--sso", sso] + signature + more
        let made = try await Command(words: words).with(input: xml).run()
        guard made.status == 0 else { throw WorldError(made.err) }
        return made.out.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
