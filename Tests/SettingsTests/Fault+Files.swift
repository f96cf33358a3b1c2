import DemoPKI
import OpenSSL

extension Fault {
    static let files: [Fault] = [
        Fault("no gateway file", in: "porta.yaml", at: "", "does not exist") { try $0.remove("porta.yaml") },
        Fault("a missing key file", in: "porta.yaml", at: "tls.login.private-key", "does not exist", "relative") {
            try $0.remove("tls/login.key")
        },
        Fault("a missing certificate", in: "porta.yaml", at: "tls.login.certificate", "does not exist") {
            try $0.remove("tls/login.pem")
        },
        Fault("a folder in the place of a file", in: "porta.yaml", at: "secrets.sealing[0]", "is not a file") {
            try $0.edit("porta.yaml", "sealing: [ sealing.key ]", "sealing: [ tls ]")
        },
        Fault(
            "a TLS key that others can read", in: "porta.yaml", at: "tls.login.private-key", "chmod 600 tls/login.key"
        ) {
            try $0.mode("tls/login.key", 0o644)
        },
        Fault("a signing key that the group can read", in: "porta.yaml", at: "saml.signing[1].private-key", "chmod 600")
        {
            try $0.mode("saml/p256.key", 0o640)
        },
        Fault("a secret that others can read", in: "porta.yaml", at: "secrets.pairwise", "chmod 600 pairwise.key") {
            try $0.mode("pairwise.key", 0o604)
        },
        Fault("a secret that is too short", in: "porta.yaml", at: "secrets.label[0]", "32 bytes", "porta keys new") {
            try $0.secret("label.key", Base64.encodeURL([1, 2, 3]))
        },
        Fault("one secret for two purposes", in: "porta.yaml", at: "secrets.pairwise", "two purposes") {
            try $0.edit("porta.yaml", "label: [ label.key ]", "label: [ sealing.key ]")
        },
        Fault("a TLS key of another certificate", in: "porta.yaml", at: "tls.login.private-key", "does not match") {
            try $0.secret("tls/login.key", try Material.shared.card.keyPEM())
        },
        Fault(
            "a signing key of another certificate", in: "porta.yaml", at: "saml.signing[0].private-key",
            "does not match"
        ) {
            try $0.secret("saml/rsa.key", try Material.shared.p256.keyPEM())
        },
        Fault("a key file that holds no key", in: "porta.yaml", at: "saml.signing[0].private-key", "no readable key") {
            try $0.secret("saml/rsa.key", "nothing")
        },
        Fault(
            "a certificate file that holds none", in: "porta.yaml", at: "tls.card.certificate",
            "no readable certificate"
        ) {
            try $0.write("tls/card.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        },
        Fault("an expired TLS certificate", in: "porta.yaml", at: "tls.login.certificate", "expired on", "renew") {
            try $0.pair("tls/login", Material.shared.old)
        },
        Fault(
            "a login certificate for another host", in: "porta.yaml", at: "tls.login.certificate",
            "not for login.example.al"
        ) {
            try $0.pair("tls/login", Material.shared.card)
        },
        Fault("a card certificate that is no wildcard", in: "porta.yaml", at: "tls.card.certificate", "no wildcard") {
            try $0.pair("tls/card", Material.shared.login)
        },
        Fault(
            "a login certificate that covers the card hosts", in: "porta.yaml", at: "tls.login.certificate",
            "covers *.card.example.al"
        ) {
            try $0.pair("tls/login", Material.shared.both)
        },
        Fault(
            "a card certificate that covers the login host", in: "porta.yaml", at: "tls.card.certificate",
            "covers login.example.al"
        ) {
            try $0.pair("tls/card", Material.shared.both)
        },
    ]
}
