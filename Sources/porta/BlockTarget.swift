import ArgumentParser
import Foundation
import Login
import OpenSSL
import PKI
import Settings

/// What a block is about, as somebody names it on the command line.
protocol BlockTarget: ParsableArguments {
    static var kind: BlockKind { get }
    static var words: String { get }

    /// All that it is kept under, and what lists call it.
    func named(in configuration: Configuration) throws -> (subjects: [BlockSubject], label: String)
}

extension BlockTarget {
    func block(
        in configuration: Configuration, reason: String, by: String?, at now: Date, until: Date?
    ) throws -> Block {
        let (subjects, label) = try named(in: configuration)
        let user = ProcessInfo.processInfo.environment
        return Block(
            kind: Self.kind, subjects: subjects, label: label, reason: try plain(reason, "--reason"),
            by: try plain(by ?? user["SUDO_USER"] ?? user["USER"] ?? "unknown", "--by"), since: now, until: until)
    }

    /// Lists and records stay lists: one line, of bounded length.
    private func plain(_ text: String, _ option: String) throws -> String {
        guard !text.isEmpty, text.unicodeScalars.count <= 300,
            text.unicodeScalars.allSatisfy({ !Self.isHidden($0.properties.generalCategory) })
        else { throw Problem("\(option): give one line of at most 300 characters, none of them invisible") }
        return text
    }

    /// What ends a line, turns text round or is not seen.
    private static func isHidden(_ category: Unicode.GeneralCategory) -> Bool {
        [.control, .format, .lineSeparator, .paragraphSeparator].contains(category)
    }
}

struct PersonTarget: BlockTarget {
    static let kind = BlockKind.person
    static let words = "a person, whatever cards of whatever issuers of the namespace name him"

    @Option(help: "The identity namespace; needed where the issuers have several.")
    var namespace: String?

    @Argument(help: "The national identifier as on the card, or - to read it from standard input.")
    var nationalID: String

    func named(in configuration: Configuration) throws -> (subjects: [BlockSubject], label: String) {
        let namespace = try space(in: configuration)
        let identifier = try identifier()
        let mappings = configuration.issuers.map(\.issuer.identity).filter { $0.namespace == namespace }
        guard mappings.contains(where: { $0.accepts(nationalID: identifier) }) else {
            throw Problem("this is no national identifier of \(namespace); write it as it stands on the card")
        }
        let subject = try PairwiseKey(configuration.secrets.pairwise).blocks
            .person(namespace: namespace, nationalID: identifier)
        return ([subject], "\(namespace) \(Hex.encode(Array(subject.name.prefix(6))))")
    }

    private func space(in configuration: Configuration) throws -> String {
        let known = Set(configuration.issuers.map(\.issuer.identity.namespace)).sorted()
        if let namespace, !known.contains(namespace) {
            throw Problem("--namespace \(namespace): no issuer has it; there are: \(known.joined(separator: ", "))")
        }
        if let namespace { return namespace }
        guard let only = known.first, known.count == 1 else {
            throw Problem("there are several namespaces; add --namespace with one of: \(known.joined(separator: ", "))")
        }
        return only
    }

    /// What stands on a command line can be read by others of this machine.
    private func identifier() throws -> String {
        guard nationalID == "-" else { return nationalID }
        guard let line = readLine(), !line.isEmpty else { throw Problem("standard input: there is no identifier") }
        return line
    }
}

struct CardTarget: BlockTarget {
    static let kind = BlockKind.card
    static let words = "one card, by its certificate or by its issuer and serial number"

    @Option(help: "The issuer's name, that of its file in issuers/.")
    var issuer: String?

    @Argument(help: "A certificate in PEM or DER, or with --issuer the serial number in hex.")
    var card: String

    func named(in configuration: Configuration) throws -> (subjects: [BlockSubject], label: String) {
        guard let issuer else { return try certificate(in: configuration) }
        let serial = Hex.decode(card.filter { $0 != ":" && $0 != " " }).map { Array($0.drop { $0 == 0 }) }
        guard let serial, (1...20).contains(serial.count) else {
            throw Problem("\(card): no serial number; write 1 to 20 bytes in hex, as openssl x509 -serial prints it")
        }
        let keys = try configuration.issuer(issuer).authorityKeys
        // Which of the issuer's authorities made it is not said: that serial number of each of them, anchors too.
        return (keys.map { .card(authority: $0, serial: serial) }, "\(issuer) \(Hex.encode(serial))")
    }

    private func certificate(in configuration: Configuration) throws -> (subjects: [BlockSubject], label: String) {
        let certificate = try BlockedFile(card).certificate()
        for issuer in configuration.issuers.map(\.issuer) {
            guard let key = certificate.issuingKey(of: issuer) else { continue }
            return (
                [.card(authority: key, serial: certificate.serial)], "\(issuer.name) \(Hex.encode(certificate.serial))"
            )
        }
        throw Problem("\(card): no configured issuer signed this certificate; such cards are refused anyhow")
    }
}

struct KeyTarget: BlockTarget {
    static let kind = BlockKind.key
    static let words = "a key, whatever certificates have it"

    @Argument(help: "A certificate or public key in PEM, or the SHA-256 of its SubjectPublicKeyInfo in hex.")
    var key: String

    func named(in configuration: Configuration) throws -> (subjects: [BlockSubject], label: String) {
        let digest: [UInt8]
        if key.utf8.count == 64, let bytes = Hex.decode(key) {
            digest = bytes
        } else {
            digest = try BlockedFile(key).keySHA256()
        }
        return ([.key(digest)], Hex.encode(digest))
    }
}

struct IssuerTarget: BlockTarget {
    static let kind = BlockKind.issuer
    static let words = "all cards of an issuer"

    @Argument(help: "Its name, that of its file in issuers/.")
    var issuer: String

    func named(in configuration: Configuration) throws -> (subjects: [BlockSubject], label: String) {
        let name = try configuration.issuer(issuer).name
        return ([.issuer(name)], name)
    }
}

/// A file that names a card or a key.
private struct BlockedFile {
    let path: String
    private let bytes: [UInt8]

    init(_ path: String) throws {
        self.path = path
        bytes = try contents(of: path)
    }

    private func blocks(_ label: String) -> [UInt8]? {
        PEM.decode(String(decoding: bytes, as: UTF8.self), label: label).first
    }

    func certificate() throws -> Certificate {
        do {
            return try Certificate(der: blocks("CERTIFICATE") ?? bytes)
        } catch {
            throw Problem("\(path): \(error); give a certificate in PEM or DER")
        }
    }

    func keySHA256() throws -> [UInt8] {
        if let key = blocks("PUBLIC KEY") { return DigestAlgorithm.sha256.digest(key) }
        return try certificate().keySHA256
    }
}

extension Configuration {
    fileprivate func issuer(_ name: String) throws -> CardIssuer {
        guard let issuer = issuers.first(where: { $0.name == name }) else {
            throw Problem("no issuer \(name); there are: \(issuers.map(\.name).joined(separator: ", "))")
        }
        return issuer.issuer
    }
}
