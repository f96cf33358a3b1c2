import Foundation
import PKI
import Testing

/// threats: R15. NIST PKITS: every test whose verdict is one of the path.
@Suite struct `NIST PKITS` {
    private static let validator = Validator()

    /// Invalid only because a list says so, or none does: without revocation their paths are valid.
    static let decidedByLists: Set<String> = [
        "4.4.1", "4.4.2", "4.4.3", "4.4.4", "4.4.5", "4.4.6", "4.4.8", "4.4.9", "4.4.10", "4.4.11", "4.4.12", "4.4.15",
        "4.4.18", "4.4.20", "4.4.21",
        "4.5.2", "4.5.5", "4.5.7",
        "4.7.4", "4.7.5",
        "4.14.2", "4.14.3", "4.14.6", "4.14.8", "4.14.9", "4.14.11", "4.14.12", "4.14.14", "4.14.15", "4.14.16",
        "4.14.17", "4.14.20", "4.14.21", "4.14.23", "4.14.26", "4.14.27", "4.14.31", "4.14.32", "4.14.34", "4.14.35",
        "4.15.1", "4.15.3", "4.15.4", "4.15.6", "4.15.9", "4.15.10",
    ]

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
