/// CRLs of validation cases.
final class CRLShelf: Sendable {
    func witness(for given: ValidationCase) -> any RevocationWitness { NoWitness() }
}

/// Nobody who could answer.
struct NoWitness: RevocationWitness {
    func status(of question: RevocationQuestion) -> RevocationStatus {
        .undetermined(.revocationUnknown, detail: "no source answers for it", nil)
    }
}
