import Foundation
import Testing

extension Outside {
    /// A sandbox's folder, spoilt in one way each: `check` names the file, the key and the mend, and ends with 2.
    @Suite struct Configurations {
        struct Spoilt: CustomTestStringConvertible {
            let testDescription: String
            /// What the message has to say.
            let words: [String]
            let spoil: @Sendable (Copy) async throws -> Void

            init(_ name: String, _ words: [String], _ spoil: @escaping @Sendable (Copy) async throws -> Void) {
                (testDescription, self.words, self.spoil) = (name, words, spoil)
            }
        }

        /// A copy of a sandbox that may be spoilt.
        struct Copy: Sendable {
            let path: String

            func text(_ name: String) -> String { Folder.text(path + "/" + name) }

            func write(_ text: String, to name: String) throws {
                try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
            }

            func replace(_ old: String, by new: String, in name: String) throws {
                let text = text(name)
                guard text.contains(old) else { throw WorldError("\(name) has no \(old)") }
                try write(text.replacing(old, with: new), to: name)
            }

            func append(_ line: String, to name: String) throws { try write(text(name) + line + "\n", to: name) }

            func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

            func copy(_ name: String, to other: String) throws {
                try remove(other)
                try FileManager.default.copyItem(atPath: path + "/" + name, toPath: path + "/" + other)
            }

            /// A self-signed certificate for the key of another, with these names.
            func certificate(_ names: String, key: String, to name: String) async throws {
                let made = try await Command(
                    "openssl", "req", "-x509", "-key", "\(path)/\(key)", "-days", "30", "-subj", "/CN=both", "-addext",
                    "subjectAltName=\(names)", "-out", "\(path)/\(name)"
                ).run()
                guard made.status == 0 else { throw WorldError(made.err) }
            }
        }

        static let spoilt = [
            Spoilt("an unknown key", ["porta.yaml", "surprise"]) { try $0.append("surprise: 1", to: "porta.yaml") },
            Spoilt("a misspelt key", ["porta.yaml", "public-prot", "public-port"]) {
                try $0.replace("public-port", by: "public-prot", in: "porta.yaml")
            },
            Spoilt("a wrong type", ["porta.yaml", "public-port"]) { try $0.set("public-port", "many") },
            Spoilt("a port that is none", ["porta.yaml", "public-port"]) { try $0.set("public-port", "70000") },
            Spoilt("no YAML at all", ["porta.yaml"]) { try $0.append("\t: [", to: "porta.yaml") },
            Spoilt("no porta.yaml", ["porta.yaml"]) { try $0.remove("porta.yaml") },
            Spoilt("a missing anchor", ["issuers/demo.yaml", "anchors", "demo-root.pem"]) {
                try $0.remove("issuers/demo-root.pem")
            },
            Spoilt("a folder in a file's place", ["issuers/demo.yaml", "anchors", "demo-root.pem"]) {
                try $0.remove("issuers/demo-root.pem")
                try FileManager.default.createDirectory(
                    atPath: $0.path + "/issuers/demo-root.pem", withIntermediateDirectories: false)
            },
            Spoilt("an anchor that is no certificate", ["issuers/demo.yaml", "anchors", "demo-root.pem"]) {
                try $0.write("junk\n", to: "issuers/demo-root.pem")
            },
            Spoilt("a secret that others can read", ["porta.yaml", "sealing", "sealing.key", "chmod"]) {
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o644], ofItemAtPath: $0.path + "/secrets/sealing.key")
            },
            Spoilt("a secret that is too short", ["porta.yaml", "label", "label.key"]) {
                try $0.write("c2hvcnQ\n", to: "secrets/label.key")
            },
            Spoilt("a missing secret", ["porta.yaml", "pairwise", "pairwise.key"]) {
                try $0.remove("secrets/pairwise.key")
            },
            Spoilt("a TLS key of another certificate", ["porta.yaml", "tls.login", "private-key", "login.key"]) {
                try $0.copy("tls/card.key", to: "tls/login.key")
            },
            Spoilt("a SAML key of another certificate", ["porta.yaml", "signing", "rsa.key"]) {
                try $0.copy("saml/p256.key", to: "saml/rsa.key")
            },
            Spoilt("an expired anchor", ["issuers/demo.yaml", "anchors[0]", "expired"]) {
                try $0.append("clock: 2060-01-01T00:00:00Z", to: "porta.yaml")
            },
            Spoilt("certificates that cover each other's hosts", ["porta.yaml", "tls.card"]) {
                try await $0.certificate(
                    "DNS:*.card.porta.localhost,DNS:login.porta.localhost", key: "tls/card.key", to: "tls/card.pem")
            },
            Spoilt("a card certificate that is no wildcard", ["porta.yaml", "tls.card"]) {
                try await $0.certificate("DNS:card.porta.localhost", key: "tls/card.key", to: "tls/card.pem")
            },
            Spoilt("broken metadata", ["relying-parties/portal.xml", "well-formed"]) {
                let text = $0.text("relying-parties/portal.xml")
                try $0.write(String(text.prefix(text.count / 2)), to: "relying-parties/portal.xml")
            },
            Spoilt("metadata with a document type", ["relying-parties/portal.xml", "DOCTYPE"]) {
                try $0.write("<!DOCTYPE x>" + $0.text("relying-parties/portal.xml"), to: "relying-parties/portal.xml")
            },
            Spoilt("two sites of one name", ["relying-parties/", "portal"]) {
                for kind in ["yaml", "xml"] {
                    try $0.write($0.text("relying-parties/portal.\(kind)"), to: "relying-parties/second.\(kind)")
                }
                try $0.replace("portal.xml", by: "second.xml", in: "relying-parties/second.yaml")
            },
            Spoilt("an attribute that nobody knows", ["relying-parties/shop.yaml", "attributes", "shoe-size"]) {
                try $0.replace("given-name", by: "shoe-size", in: "relying-parties/shop.yaml")
            },
            Spoilt("a number that the site may not have", ["relying-parties/portal.yaml", "national-id"]) {
                try $0.replace("national-id: permitted\n", by: "", in: "relying-parties/portal.yaml")
            },
            Spoilt("an issuer that is none", ["relying-parties/portal.yaml", "issuers"]) {
                try $0.replace("issuers: [ demo ]", by: "issuers: [ other ]", in: "relying-parties/portal.yaml")
            },
            Spoilt("times over ninety minutes", ["porta.yaml", "times"]) {
                try $0.replace("start: 45m", by: "start: 80m", in: "porta.yaml")
            },
            Spoilt("a time that is none", ["porta.yaml", "times", "45x", "15m"]) {
                try $0.replace("start: 45m", by: "start: 45x", in: "porta.yaml")
            },
            Spoilt("an issuer nobody has verified, in production", ["issuers/demo.yaml", "verified"]) {
                try $0.set("environment", "production")
            },
            Spoilt("an issuer without a revocation source", ["issuers/demo.yaml", "sources"]) {
                let text = $0.text("issuers/demo.yaml").split(separator: "\n", omittingEmptySubsequences: false)
                    .filter { !$0.contains("- { ocsp:") && !$0.contains("- { crl:") }
                try $0.write(
                    text.joined(separator: "\n").replacing("sources:", with: "sources: []"), to: "issuers/demo.yaml")
            },
        ]

        @Test(arguments: spoilt) func `check names file, key and mend`(_ spoilt: Spoilt) async throws {
            let world = try await SharedWorld.world
            let folder = try Folder()
            let copy = Copy(path: folder.path("sandbox"))
            _ = try await Command("cp", "-rp", world.path, copy.path).run()
            try await spoilt.spoil(copy)
            let found = try await Command(Programs.porta, "check", "--offline", "--config", copy.path).run()
            #expect(found.status == 2, "\(found.all)")
            for word in spoilt.words { #expect(found.all.contains(word), "\(word) in: \(found.all)") }
        }

        @Test func `a good folder passes, and says so to programs too`() async throws {
            let world = try await SharedWorld.world
            let good = try await world.porta("check", "--config", world.path)
            #expect(good.status == 0, "\(good.all)")
            let findings = try await world.porta("check", "--offline", "--json", "--config", world.path)
            #expect(findings.status == 0)
            #expect(
                try JSONSerialization.jsonObject(with: Data(findings.out.utf8), options: .fragmentsAllowed) is NSObject)
        }

        @Test func `serve refuses what check refuses`() async throws {
            let world = try await SharedWorld.world
            let folder = try Folder()
            let copy = Copy(path: folder.path("sandbox"))
            _ = try await Command("cp", "-rp", world.path, copy.path).run()
            try copy.append("surprise: 1", to: "porta.yaml")
            let served = try await Command(Programs.porta, "serve", "--config", copy.path).run()
            #expect(served.status == 2)
            #expect(served.all.contains("porta.yaml") && served.all.contains("surprise"))
        }

        @Test func `a key is overridden from the environment`() async throws {
            let world = try await SharedWorld.world
            var command = Command(Programs.porta, "check", "--offline", "--config", world.path)
            command.environment = ["PORTA_TIMES_START": "80m"]
            let found = try await command.run()
            #expect(found.status == 2)
            #expect(found.all.contains("times"))
        }
    }
}

extension Outside.Configurations.Copy {
    /// Another value for a key at the left margin of porta.yaml.
    fileprivate func set(_ key: String, _ value: String) throws {
        let lines = text("porta.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.contains(where: { $0.hasPrefix(key + ":") }) else { throw WorldError("porta.yaml has no \(key)") }
        let changed = lines.map { $0.hasPrefix(key + ":") ? "\(key): \(value)" : String($0) }
        try write(changed.joined(separator: "\n"), to: "porta.yaml")
    }
}
