import Foundation
import PKI
import Testing

/// The NIST Public Key Interoperability Test Suite: every path-validation test, policies and CRLs included, with the
/// variants of its initial inputs.
@Suite struct `NIST PKITS with its lists` {
    static let validator = Validator()

    @Test(arguments: PKITS.rows)
    func `is decided as NIST decided it`(test: PKITS.Row) throws {
        let answer = Self.validator.decide(try test.validationCase(revocation: .crl))
        if PKITS.refusedByDesign.contains(test.id) {
            #expect([.algorithm, .key].contains(answer.reason), "\(answer.reason): \(answer.detail)")
            return
        }
        #expect(answer.isValid == test.isValid, "\(answer.reason): \(answer.detail)")
        guard test.isValid else { return }
        #expect(Set(answer.policies.map(\.description)) == Set(test.userConstrainedPolicySet))
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
        "4.14.26": .revocationUnknown, "4.14.27": .revocationScope, "4.14.31": .revoked, "4.14.32": .revoked,
        "4.14.34": .revoked, "4.14.35": .revocationScope, "4.15.1": .revocationUnknown, "4.15.3": .revoked,
        "4.15.4": .revoked, "4.15.6": .revoked, "4.15.9": .revoked, "4.15.10": .revocationStale,
    ]

    @Test(arguments: words.keys.sorted())
    func `is told by the word that fits`(id: String) throws {
        let test = try #require(PKITS.rows.first { $0.id == id })
        let answer = Self.validator.decide(try test.validationCase(revocation: .crl))
        #expect(answer.reason == Self.words[id], "\(answer.detail)")
    }

    /// threats: R16. What must be refused is refused under the rules for cards too, whatever else they forbid.
    @Test(arguments: PKITS.rows.filter { !$0.isValid })
    func `lets nothing through as a card that must be refused`(test: PKITS.Row) throws {
        var given = try test.validationCase(revocation: .crl)
        given.profile = .card
        #expect(!Self.validator.decide(given).isValid)
        given.extendedKeyUsages = []
        given.revocation = .either
        #expect(!Self.validator.decide(given).isValid)
    }
}
