import PKI
import Testing

/// The cases of x509-limbo that bring lists: RFC 5280 §5 and §6.3.3.
@Suite struct `x509-limbo with its lists` {
    static let validator = Validator()

    @Test(arguments: `x509-limbo`.rows.filter { !$0.crls.isEmpty })
    func `is decided as limbo decided it`(row: `x509-limbo`.Row) throws {
        var given = try row.validationCase()
        given.revocation = .crl
        let answer = Self.validator.decide(given)
        #expect(answer.isValid == row.expected, "\(answer.reason) \(answer.detail)")
    }
}
