import DemoPKI
import Foundation
import TLS
import Testing

@Suite struct MaterialTests {
    let materials = Materials.shared

    @Test func `an identity gives the host's certificate`() throws {
        #expect(try materials.loginIdentity.leaf == materials.login.certificate)
        let chain = try TLSIdentity(
            certificatePEM: materials.login.certificatePEM + materials.trust.root.certificatePEM,
            privateKeyPEM: materials.login.keyPEM())
        #expect(chain.certificates == [materials.login.certificate, materials.trust.root.certificate])
    }

    @Test func `a key of another certificate is told apart`() throws {
        #expect(throws: TLSError.keyOfAnotherCertificate) {
            try TLSIdentity(
                certificatePEM: materials.login.certificatePEM, privateKeyPEM: materials.card.keyPEM())
        }
    }

    @Test(arguments: ["", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func `what is no certificate is refused`(pem: String) throws {
        let key = try materials.login.keyPEM()
        let error = #expect(throws: TLSError.self) { try TLSIdentity(certificatePEM: pem, privateKeyPEM: key) }
        guard case .certificateUnreadable? = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
    }

    @Test func `what is no key is refused`() throws {
        let error = #expect(throws: TLSError.self) {
            try TLSIdentity(certificatePEM: materials.login.certificatePEM, privateKeyPEM: "nothing")
        }
        guard case .privateKeyUnreadable? = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
    }

    @Test func `authorities over 16 KB are refused (T10)`() throws {
        let names = Array(repeating: materials.issuer.issuingName.der, count: 300)
        let bytes = names.reduce(0) { $0 + $1.count + 2 }
        #expect(throws: TLSError.authoritiesTooLong(bytes: bytes)) {
            try TLSPolicy(
                identity: materials.cardIdentity, version: .tls13only, client: .ask(authorities: names))
        }
    }

    @Test func `an authority that is no name is refused, with its place`() throws {
        let names = [materials.issuer.issuingName.der, [1, 2, 3]]
        #expect(throws: TLSError.authorityUnreadable(index: 1)) {
            try TLSPolicy(
                identity: materials.cardIdentity, version: .tls13only, client: .ask(authorities: names))
        }
    }

    @Test(arguments: ["", "P-1", "X25519:nonsense"])
    func `unknown groups are refused`(groups: String) throws {
        let error = #expect(throws: TLSError.self) {
            try TLSPolicy(
                identity: materials.loginIdentity, version: .tls12and13, client: nil, groups: groups)
        }
        guard case .refused? = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
    }
}
