import DemoPKI
import Foundation

extension Fault {
    private static func issuer(
        _ description: String, _ key: String, _ old: String, _ new: String, _ word: String
    ) -> Fault {
        Fault(description, "issuers/demo.yaml", key, old, new, word)
    }

    static let issuers: [Fault] = [
        issuer("an unverified issuer in production", "verified", "verified: true", "verified: false", "never verified"),
        issuer("an issuer that says not whether it is verified", "verified", "verified: true\n", "", "is missing"),
        issuer("a truth that is none", "verified", "verified: true", "verified: yes", "true or false"),
        issuer("no anchor", "anchors", "anchors: [ root.pem ]", "anchors: []", "no trust anchor"),
        issuer(
            "an anchor that is no certificate", "anchors[0]", "anchors: [ root.pem ]", "anchors: [ agreement.pdf ]",
            "no readable certificate"),
        issuer(
            "a key usage that is none", "accept.key-usage[0]", "[ digitalSignature ]", "[ digitalSignatur ]", "RFC 5280"
        ),
        issuer(
            "a policy that is no identifier", "accept.policies[0]", "[ 1.3.6.1.4.1.99999.1.1 ]", "[ demo ]", "dotted"),
        issuer("an attribute that is none", "identity.given-name.attribute", "givenName", "firstName", "dotted"),
        issuer(
            "a pattern that is none", "identity.national-id.pattern", "^[A-T0-9][0-9]{8}[A-W]$", "[A-",
            "regular expression"),
        issuer(
            "a source of two kinds", "revocation.sources[1]", "- crl:", "- ocsp: http://a.example.al/\n      crl:",
            "one of ocsp and crl"),
        issuer(
            "a delta that is the list itself", "revocation.sources[1].delta", "- crl:",
            "- delta: http://crl.example.al/demo.crl\n      crl:", "the full list itself"),
        issuer(
            "a delta of another responder", "revocation.sources[0].delta", "- ocsp:",
            "- delta: http://crl.example.al/delta.crl\n      ocsp:", "unknown key"),
        issuer(
            "a size of a list in words", "revocation.max-list-size", "revocation:",
            "revocation:\n  max-list-size: huge", "no size"),
        issuer("an unknown kind of source", "revocation.sources[1].crll", "- crl:", "- crll:", "unknown key"),
        issuer(
            "a source by a scheme that is not spoken", "revocation.sources[1].crl", "http://crl.example.al/demo.crl",
            "ftp://crl.example.al/", "http://"),
        issuer(
            "letting cards in while nobody can say", "revocation.when-unavailable", "when-unavailable: refuse",
            "when-unavailable: accept", "refuse"),
        issuer("a refresh longer than the oldest list", "revocation", "refresh: 5m", "refresh: 48h", "shorten refresh"),
        issuer("a TLS version that is none", "card-tls", "1.2-on-request", "1.1", "1.2-on-request"),
        issuer("a day that is none", "activation.cut-off", "cut-off: 2014-01-01", "cut-off: 2014", "2014-01-31"),
        issuer(
            "an agreement that is not there", "help.subscriber-agreement[0].file", "agreement.pdf", "agreement-3.pdf",
            "does not exist"),
        issuer(
            "an issuer of another environment", "environment", "verified: true", "verified: true\nenvironment: sandbox",
            "belongs into sandbox"),
        issuer(
            "an environment that is none", "environment", "verified: true", "verified: true\nenvironment: test",
            "production, sandbox"),
        issuer(
            "an issuer that ended before it began", "issuing", "verified: true",
            "verified: true\nissuing: { from: 2020-01-02, until: 2020-01-01 }", "ended before it began"),
        issuer(
            "a day of retirement that is none", "retired", "verified: true", "verified: true\nretired: soon",
            "2014-01-31"),
        issuer(
            "RSA keys below what is safe", "accept.keys.rsa", "policies: [ 1.3",
            "keys: { rsa: 1024-4096 }\n  policies: [ 1.3",
            "2048 to 4096"),
        issuer(
            "RSA sizes in the wrong order", "accept.keys.rsa", "policies: [ 1.3",
            "keys: { rsa: 4096-3072 }\n  policies: [ 1.3", "3072-4096"),
        issuer(
            "a curve that is not used", "accept.keys.curves[0]", "policies: [ 1.3",
            "keys: { curves: [ secp256k1 ] }\n  policies: [ 1.3", "P-256"),
        issuer(
            "no kind of key at all", "accept.keys", "policies: [ 1.3",
            "keys: { rsa: none, curves: [] }\n  policies: [ 1.3", "no kind of key"),
        issuer(
            "a path that is too long", "accept.path-length", "policies: [ 1.3", "path-length: 4\n  policies: [ 1.3",
            "0 to 3"),
        Fault("a blocked key that is none", in: "issuers/keys.txt", at: "", "no SHA-256", "64 hexadecimal") {
            try $0.edit("issuers/demo.yaml", "policies: [ 1.3", "blocked-keys: keys.txt\n  policies: [ 1.3")
            try $0.write("issuers/keys.txt", "# lost in 2026\n\nabc\n")
        },
        Fault(
            "two issuers with one authority", in: "issuers/other.yaml", at: "intermediates", "demo.yaml too", "one of"
        ) {
            try $0.write("issuers/other.yaml", TestFolder.issuer)
        },
        Fault("an anchor that may not sign certificates", in: "issuers/demo.yaml", at: "anchors[0]", "keyCertSign") {
            try $0.write("issuers/root.pem", try Material.shared.root { $0.keyUsage = [.cRLSign] })
        },
        Fault("an anchor that is too weak", in: "issuers/demo.yaml", at: "anchors[0]", "RSA key of 1024 bits") {
            try $0.write(
                "issuers/root.pem",
                try Material.shared.root {
                    $0.subjectPublicKeyInfo = RSAPublicKeyInfo.der(
                        modulus: [0xC3] + [UInt8](repeating: 0xA5, count: 127), exponent: [1, 0, 1])
                })
        },
        Fault("a list of service points without names", in: "issuers/points.csv", at: "", "first line", "id,name,kind")
        {
            try $0.write("issuers/points.csv", "1,Office\n")
        },
        Fault("a service point of unknown services", in: "issuers/points.csv", at: "", "services of") {
            try $0.edit("issuers/points.csv", "activate pin", "activate magic")
        },
        Fault("an expired anchor", in: "issuers/demo.yaml", at: "anchors[0]", "expired on", "renew") {
            try $0.write("issuers/root.pem", Material.shared.lateRoot.certificatePEM)
        },
        Fault(
            "an anchor that is a server's", in: "issuers/demo.yaml", at: "anchors[0]", "no certificate of an authority"
        ) {
            try $0.write("issuers/root.pem", Material.shared.login.certificatePEM)
        },
        Fault("an intermediate that leads nowhere", in: "issuers/demo.yaml", at: "intermediates", "leads to no anchor")
        {
            try $0.write("issuers/issuing.pem", Material.shared.stranger.issuing.certificatePEM)
        },
        Fault("a list issuer who may not sign lists", in: "issuers/demo.yaml", at: "", "list-issuers", "cRLSign") {
            try $0.write("issuers/lists.pem", try Material.shared.listIssuer { $0.keyUsage = [.digitalSignature] })
            try $0.edit("issuers/demo.yaml", "intermediates:", "list-issuers: [ lists.pem ]\nintermediates:")
        },
        Fault(
            "an expired list issuer", in: "issuers/demo.yaml", at: "list-issuers[0]", "expired on", "renew"
        ) {
            try $0.write("issuers/lists.pem", try Material.shared.listIssuer { $0.notAfter = Material.now - 1 })
            try $0.edit("issuers/demo.yaml", "intermediates:", "list-issuers: [ lists.pem ]\nintermediates:")
        },
        Fault("an issuer's file with another ending", in: "issuers/other.yml", at: "", ".yaml") {
            try $0.write("issuers/other.yml", "verified: true")
        },
    ]
}
