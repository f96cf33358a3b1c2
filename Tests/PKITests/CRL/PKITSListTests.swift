import Foundation
import PKI
import Testing

/// The NIST Public Key Interoperability Test Suite: every path-validation test, policies and CRLs included, with the
/// variants of its initial inputs.
@Suite struct `NIST PKITS with its lists` {
    static let manifest = PKITSManifest.load()
    static let validator = Validator()

    /// What is decided otherwise than PKITS has it, and why.
    static let refusedByDesign = [
        "4.1.4": "DSA is not accepted", "4.1.5": "DSA is not accepted, nor parameters inherited from an issuer",
    ]

    @Test func `is here whole`() {
        #expect(Self.manifest.tests.count == 249)
        #expect(Self.refusedByDesign.keys.allSatisfy { id in Self.manifest.tests.contains { $0.id == id } })
    }

    @Test(arguments: manifest.tests)
    func `is decided as NIST decided it`(test: PKITSTest) throws {
        let answer = Self.validator.decide(try test.validationCase(at: Self.manifest.moment))
        if Self.refusedByDesign[test.id] != nil {
            #expect([.algorithm, .key].contains(answer.reason), "\(answer.reason): \(answer.detail)")
            return
        }
        #expect(answer.isValid == test.isValid, "\(answer.reason): \(answer.detail)")
        guard test.isValid else { return }
        #expect(Set(answer.policies.map(\.description)) == Set(test.user_constrained_policy_set))
        #expect(answer.revocation.allSatisfy { $0.status == .good && $0.facts?.source == .crl })
    }

    /// Why a list does not decide is said by the right word: RFC 5280 §6.3.3.
    static let words: [String: ValidationReason] = [
        "4.4.1": .revocationUnknown, "4.4.2": .revoked, "4.4.3": .revoked, "4.4.4": .revocationSignature,
        "4.4.5": .revocationUnknown, "4.4.6": .revocationUnknown, "4.4.8": .revocationUnknown,
        "4.4.9": .revocationUnknown, "4.4.10": .revocationUnknown, "4.4.11": .revocationStale,
        "4.4.12": .revocationStale, "4.4.15": .revoked, "4.4.18": .revoked, "4.4.20": .revoked,
        "4.4.21": .revocationSignature, "4.14.2": .revoked, "4.14.3": .revocationScope, "4.14.6": .revoked,
        "4.14.8": .revocationScope, "4.14.9": .revocationScope, "4.14.11": .revocationScope,
        "4.14.12": .revocationScope, "4.14.14": .revocationScope, "4.14.15": .revoked, "4.14.16": .revoked,
        "4.14.17": .revocationScope, "4.14.20": .revoked, "4.14.21": .revoked, "4.14.23": .revoked,
        "4.14.26": .revocationScope, "4.14.27": .revocationScope, "4.14.31": .revoked, "4.14.32": .revoked,
        "4.14.34": .revoked, "4.14.35": .revocationScope, "4.15.1": .revocationUnknown, "4.15.3": .revoked,
        "4.15.4": .revoked, "4.15.6": .revoked, "4.15.9": .revoked, "4.15.10": .revocationStale,
    ]

    @Test(arguments: words.keys.sorted())
    func `is told by the word that fits`(id: String) throws {
        let test = try #require(Self.manifest.tests.first { $0.id == id })
        let answer = Self.validator.decide(try test.validationCase(at: Self.manifest.moment))
        #expect(answer.reason == Self.words[id], "\(answer.detail)")
    }

    /// threats: R16. What must be refused is refused under the rules for cards too, whatever else they forbid.
    @Test(arguments: manifest.tests.filter { !$0.isValid })
    func `lets nothing through as a card that must be refused`(test: PKITSTest) throws {
        var given = try test.validationCase(at: Self.manifest.moment)
        given.profile = .card
        #expect(!Self.validator.decide(given).isValid)
        given.extendedKeyUsages = []
        given.revocation = .either
        #expect(!Self.validator.decide(given).isValid)
    }
}

struct PKITSManifest: Decodable, Sendable {
    let at: Date
    let tests: [PKITSTest]

    var moment: Date { at }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Vectors/PKITS").standardizedFileURL

    static func load() -> PKITSManifest {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            return try decoder.decode(PKITSManifest.self, from: Data(contentsOf: folder.appending(path: "manifest.json")))
        } catch {
            fatalError("Vectors/PKITS/manifest.json cannot be read: \(error)")
        }
    }
}

struct PKITSTest: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let title: String
    let trust_anchor: String
    let intermediates: [String]
    let cert: String
    let crls: [String]
    let initial_policy_set: [String]
    let initial_explicit_policy: Bool
    let initial_policy_mapping_inhibit: Bool
    let initial_inhibit_any_policy: Bool
    let user_constrained_policy_set: [String]
    let expected: String

    var isValid: Bool { expected == "valid" }
    var testDescription: String { "\(id) \(title)" }

    func validationCase(at moment: Date) throws -> ValidationCase {
        var given = ValidationCase(
            certificate: try certificate(cert), trustAnchors: [try certificate(trust_anchor)], at: moment)
        given.intermediates = try intermediates.map(certificate)
        given.crls = try crls.map { try file("crls/\($0).crl") }
        given.revocation = .crl
        given.policies = Set(initial_policy_set.compactMap { OID($0) })
        given.requireExplicitPolicy = initial_explicit_policy
        given.inhibitPolicyMapping = initial_policy_mapping_inhibit
        given.inhibitAnyPolicy = initial_inhibit_any_policy
        return given
    }

    private func certificate(_ name: String) throws -> [UInt8] { try file("certs/\(name).crt") }

    private func file(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: PKITSManifest.folder.appending(path: path)))
    }
}
