import DemoPKI
import Foundation
import Testing

@Suite struct TLSAuthorityTests {
    @Test(arguments: [
        ("LABEL.card.porta.localhost", true), ("login.porta.localhost", false), ("a.b.card.porta.localhost", false),
    ])
    func `a wildcard certificate covers one label`(host: String, covered: Bool) throws {
        let now = Date()
        let authority = try DemoTLSAuthority.make(at: now)
        let server = try authority.serverCertificate(names: ["*.card.porta.localhost"], at: now)
        let folder = try Folder()
        try folder.write(authority.root.certificatePEM, "ca.pem")
        try folder.write(server.certificatePEM, "server.pem")
        let answer = try Command(
            "openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.pem", "-verify_hostname", host,
            "server.pem", at: folder)
        #expect((answer.code == 0) == covered, "\(answer.output)")
    }
}
