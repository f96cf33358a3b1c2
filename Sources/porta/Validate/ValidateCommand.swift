import ArgumentParser
import Foundation
import OpenSSL
import PKI

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Validate a certificate with everything given: no configuration, no network.",
        discussion: """
            Files hold DER, or PEM with one or more objects. An option that may be given several times also takes
            several values. With --batch, cases come as JSON objects, one a line; docs/validate.md says what stands in
            them.
            """)

    @Option(help: ArgumentHelp("Certificates whose name and key are trusted.", valueName: "file"))
    var trustAnchor: [String] = []

    @Option(help: ArgumentHelp("Certificates that may stand in between, in any order.", valueName: "file"))
    var intermediate: [String] = []

    @Option(help: ArgumentHelp("Revocation lists.", valueName: "file"))
    var crl: [String] = []

    @Option(help: ArgumentHelp("OCSP responses.", valueName: "file"))
    var ocsp: [String] = []

    @Option(help: ArgumentHelp("Judge at this time; otherwise now.", valueName: "RFC3339"))
    var at: String?

    @Option(help: "Who is asked about revocation: none (as without the option), crl, ocsp or either.")
    var revocation: String?

    @Option(help: "rfc5280 (as without the option), or card: what the gateway demands of cards.")
    var profile: String?

    @Option(help: ArgumentHelp("An acceptable policy; without one, any is.", valueName: "OID"))
    var policy: [String] = []

    @Flag(help: "A policy must be valid for the whole path.")
    var requireExplicitPolicy = false

    @Flag(help: "Policies are not mapped.")
    var inhibitPolicyMapping = false

    @Flag(help: "anyPolicy in a certificate stands for nothing.")
    var inhibitAnyPolicy = false

    @Option(
        help: ArgumentHelp(
            "A purpose that the certificate needs: an OID or a name such as clientAuth.", valueName: "OID"))
    var eku: [String] = []

    @Option(help: "At most so many intermediates, self-issued ones not counted.")
    var maxDepth: Int?

    @Option(help: "The oldest revocation data that count.")
    var maxAgeDays: Int?

    @Flag(help: "Answer JSON cases from standard input, one a line.")
    var batch = false

    @Flag(help: "One JSON object.")
    var json = false

    @Argument(help: "The certificate; the first one in the file counts.")
    var certificate: String?

    func run() throws {
        if batch {
            if let option = optionBesideBatch {
                throw Problem(
                    "--batch takes its cases from standard input, each with all it needs; leave out \(option)")
            }
            return BatchRun(validator: Validator()).run()
        }
        let given = try validationCase()
        let answer = Validator().decide(given)
        if json { print(AnswerText.json(answer, id: "null")) } else { print(AnswerText.words(answer)) }
        if !answer.isValid { throw Verdict.no }
    }

    /// The first thing given that would change how cases are judged: none of it may be ignored in silence.
    private var optionBesideBatch: String? {
        let given: [(String, Bool)] = [
            ("the certificate", certificate != nil), ("--trust-anchor", !trustAnchor.isEmpty),
            ("--intermediate", !intermediate.isEmpty), ("--crl", !crl.isEmpty), ("--ocsp", !ocsp.isEmpty),
            ("--at", at != nil), ("--revocation", revocation != nil), ("--profile", profile != nil),
            ("--policy", !policy.isEmpty), ("--require-explicit-policy", requireExplicitPolicy),
            ("--inhibit-policy-mapping", inhibitPolicyMapping), ("--inhibit-any-policy", inhibitAnyPolicy),
            ("--eku", !eku.isEmpty), ("--max-depth", maxDepth != nil), ("--max-age-days", maxAgeDays != nil),
        ]
        return given.first { $0.1 }?.0
    }

    private func validationCase() throws -> ValidationCase {
        guard let certificate else { throw Problem("no certificate to validate; name its file last, or use --batch") }
        guard !trustAnchor.isEmpty else { throw Problem("no trust anchor; name at least one by --trust-anchor FILE") }
        let target = try objects(in: certificate, "CERTIFICATE").first ?? []
        var given = ValidationCase(
            certificate: target, trustAnchors: try objects(in: trustAnchor, "CERTIFICATE"), at: try moment())
        given.intermediates = try objects(in: intermediate, "CERTIFICATE")
        given.crls = try objects(in: crl, "X509 CRL")
        given.ocspResponses = try objects(in: ocsp, "OCSP RESPONSE")
        given.revocation = try choice(revocation ?? "none", "--revocation")
        given.profile = try choice(profile ?? "rfc5280", "--profile")
        given.policies = Set(try policy.map { try oid(OID($0), $0, "--policy") })
        given.extendedKeyUsages = Set(try eku.map { try oid(Purpose.named($0), $0, "--eku") })
        (given.requireExplicitPolicy, given.inhibitPolicyMapping) = (requireExplicitPolicy, inhibitPolicyMapping)
        given.inhibitAnyPolicy = inhibitAnyPolicy
        (given.maximumDepth, given.maximumAgeDays) = (
            try count(maxDepth, "--max-depth"), try count(maxAgeDays, "--max-age-days")
        )
        return given
    }

    private func moment() throws -> Date {
        guard let at else { return Date() }
        guard let moment = RFC3339.date(at) else {
            throw Problem("--at: \(at) is no time; write it as 2026-01-31T12:00:00Z")
        }
        return moment
    }

    private func count(_ number: Int?, _ option: String) throws -> Int? {
        guard number ?? 0 >= 0 else { throw Problem("\(option): a number below zero; write 0 or more") }
        return number
    }

    private func choice<T: RawRepresentable<String> & CaseIterable>(_ text: String, _ option: String) throws -> T {
        guard let choice = T(rawValue: text) else {
            throw Problem("\(option): \(text) is not one of \(T.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    private func oid(_ oid: OID?, _ text: String, _ option: String) throws -> OID {
        guard let oid else {
            throw Problem("\(option): \(text) is no object identifier; write one such as 1.3.6.1.5.5.7.3.2")
        }
        return oid
    }

    private func objects(in paths: [String], _ label: String) throws -> [[UInt8]] {
        try paths.flatMap { try objects(in: $0, label) }
    }

    /// What cannot be read as PEM is left in as it is, so that it is found unreadable and not forgotten.
    private func objects(in path: String, _ label: String) throws -> [[UInt8]] {
        let bytes = try contents(of: path)
        guard bytes.first != 0x30 else { return [bytes] }
        let (blocks, begun) = PEM.decode(bytes: bytes, label: label)
        return blocks.isEmpty || blocks.count != begun ? blocks + [bytes] : blocks
    }
}

/// Purposes of keys by the names that RFC 5280 §4.2.1.12 gives them.
enum Purpose {
    private static let names = [
        "anyExtendedKeyUsage": "2.5.29.37.0", "serverAuth": "1.3.6.1.5.5.7.3.1", "codeSigning": "1.3.6.1.5.5.7.3.3",
        "timeStamping": "1.3.6.1.5.5.7.3.8", "OCSPSigning": "1.3.6.1.5.5.7.3.9",
    ]

    static func named(_ name: String) -> OID? { OID(named: names[name] ?? name) }
}
