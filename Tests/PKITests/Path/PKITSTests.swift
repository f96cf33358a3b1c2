import Foundation
import PKI
import Testing

/// threats: R15. NIST PKITS: every test whose verdict is one of the path.
@Suite struct `NIST PKITS` {
    private static let validator = Validator()

    /// Invalid only because a list says so, or is missing: without revocation their paths are valid.
    static let decidedByLists: Set<String> = []

    @Test func `is there as a whole`() {
        #expect(PKITS.rows.count == 249)
        #expect(Set(PKITS.rows.map(\.id)).count == 249)
    }

    @Test(arguments: PKITS.rows)
    func `gives each path its verdict`(row: PKITS.Row) throws {
        let answer = Self.validator.decide(try row.validationCase(revocation: .none))
        if PKITS.refusedByDesign.contains(row.id) {
            #expect([.algorithm, .key].contains(answer.reason), "\(answer.reason) \(answer.detail)")
            return
        }
        let expected = row.isValid || Self.decidedByLists.contains(row.id)
        #expect(answer.isValid == expected, "\(answer.reason) \(answer.detail)")
        guard row.isValid else { return }
        #expect(answer.policies.map(\.description).sorted() == row.userConstrainedPolicySet.sorted())
    }
}
