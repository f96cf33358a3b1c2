import Foundation

/// One judgement of a card of a configured issuer: what is known before the sources are heard, and what follows from
/// what they say. Made at the door, and again from a record (threats: R41).
struct CardJudgement: Sendable {
    private let examined: ExaminedCard
    private let card: PresentedCard
    private let issuer: CardIssuer
    private let marks: CardMarks
    private let ground: JudgementGround
    private let trace: JudgementTrace
    private let refusals: [CardRefusal]

    init(
        _ examined: ExaminedCard, of card: PresentedCard, from issuer: CardIssuer, marks: CardMarks,
        ground: JudgementGround
    ) {
        (self.examined, self.card, self.issuer, self.marks, self.ground) = (examined, card, issuer, marks, ground)
        (trace, refusals) = examined.steps(from: issuer, on: ground)
    }

    /// Set where the card is refused whatever the sources say.
    var refused: RefusedCard? {
        if let reason = refusals.min(by: { $0.rank < $1.rank }) { return refuse(reason, nil, trace) }
        return examined.holder == nil ? refuse(.internal, nil, trace) : nil
    }

    func concluded(by finding: RevocationFinding) -> CardVerdict {
        let whole = trace.adding(finding)
        guard let holder = examined.holder else { return .refused(refuse(.internal, nil, whole)) }
        switch finding.conclusion {
        case .good(let evidence):
            return .proven(
                ProvenCard(
                    holder: holder, revocation: evidence, facts: card.facts, path: examined.path, trace: whole,
                    marks: marks, ground: ground))
        case .refused(let reason, let evidence): return .refused(refuse(reason, evidence, whole))
        }
    }

    private func refuse(
        _ reason: CardRefusal, _ evidence: RevocationEvidence?, _ trace: JudgementTrace
    ) -> RefusedCard {
        RefusedCard(
            reason: reason, issuer: issuer.name, holder: examined.holder, revocation: evidence, facts: card.facts,
            path: examined.path, trace: trace, ground: ground)
    }
}

extension ExaminedCard {
    /// All steps but revocation, in the order of the published list.
    fileprivate func steps(
        from issuer: CardIssuer, on ground: JudgementGround
    ) -> (JudgementTrace, [CardRefusal]) {
        let standing = issuer.standing(accepted: ground.acceptedIssuers, at: ground.judgedAt)
        let origin = origin(issuer)
        let validity = validity(at: ground.judgedAt)
        let trace = JudgementTrace(
            steps: [standing.step, origin.step, validity.step] + steps + [ground.block.step])
        let found = [standing.refusal, origin.refusal, validity.refusal, ground.block.refusal]
        return (trace, refusals + found.compactMap { $0 })
    }

    /// The path, if the issuer made certificates at all when this one begins, and none more stand in it than it allows.
    private func origin(_ issuer: CardIssuer) -> (step: JudgementStep, refusal: CardRefusal?) {
        if let defect = issuer.lifeCycle.defect(of: certificate) {
            return (JudgementStep(.path, false, defect), .pathInvalid)
        }
        guard path.count - 2 <= issuer.accept.pathLength else {
            let detail = "\(path.count - 2) certificates between card and anchor, more than \(issuer.accept.pathLength)"
            return (JudgementStep(.path, false, detail), .pathInvalid)
        }
        return (pathStep, nil)
    }
}

extension CardIssuer {
    fileprivate func standing(
        accepted issuers: [String]?, at now: Date
    ) -> (step: JudgementStep, refusal: CardRefusal?) {
        if let ending = lifeCycle.ending(at: now) {
            return (JudgementStep(.issuer, false, "\(name): \(ending)"), .issuerBlocked)
        }
        guard issuers?.contains(name) ?? true else {
            return (JudgementStep(.issuer, false, "\(name): not accepted by this site"), .issuerNotAccepted)
        }
        return (JudgementStep(.issuer, true, name), nil)
    }
}

extension JudgementTrace {
    fileprivate func adding(_ finding: RevocationFinding) -> JudgementTrace {
        JudgementTrace(steps: steps + [finding.step], revocation: finding.answers)
    }
}
