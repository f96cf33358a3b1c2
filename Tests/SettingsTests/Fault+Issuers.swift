import DemoPKI

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
        Fault("an issuer's file with another ending", in: "issuers/other.yml", at: "", ".yaml") {
            try $0.write("issuers/other.yml", "verified: true")
        },
    ]
}
