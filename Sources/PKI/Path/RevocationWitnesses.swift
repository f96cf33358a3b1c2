/// Asks about the target only, as `--revocation ocsp` wants.
struct TargetWitness: RevocationWitness {
    private let witness: any RevocationWitness

    init(_ witness: any RevocationWitness) { self.witness = witness }

    func status(of question: RevocationQuestion) -> RevocationStatus {
        question.distanceFromTarget == 0 && question.nesting == 0 ? witness.status(of: question) : .unchecked
    }
}

/// Asks one source and then another. What any verified source calls revoked is revoked; a verified `unknown` is final.
struct EitherWitness: RevocationWitness {
    let first: any RevocationWitness
    let second: any RevocationWitness

    func status(of question: RevocationQuestion) -> RevocationStatus {
        let (one, other) = (first.status(of: question), second.status(of: question))
        if case .revoked = one { return one }
        if case .revoked = other { return other }
        if case .undetermined(_, _, _, isFinal: true) = one { return one }
        if case .good = one { return one }
        if case .good = other { return other }
        // Neither decides: a source that had data and could not use them says more than one that had none.
        if case .undetermined(.revocationUnknown, _, _, _) = one { return other }
        return one
    }
}
