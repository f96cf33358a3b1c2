import Foundation

/// Looks for a valid path from a target to one of the anchors (RFC 4158), shortest paths first.
///
/// Depth first below a limit on length that grows step by step. How far a certificate is from an anchor is known before:
/// first by names alone, which is enough for an honest pool; then, where that leads astray, over verified signatures.
/// Certificates that no path could contain are left out, until it remains to be said why no path was found.
final class PathSearch {
    let pool: CertificatePool
    let budget: PathBudget
    let anchors: [CanonicalName: [PathAnchor]]
    let inputs: PathInputs
    private let witness: (any RevocationWitness)?
    private let nesting: Int
    let signatures: SignatureMemory

    private var statuses: [StatusKey: RevocationStatus] = [:]
    private var trusted: [TrustKey: Bool] = [:]
    var soundness: [ObjectIdentifier: Bool] = [:]
    /// What revocation has taken out, by certificate and issuing key.
    var dead: Set<CertificateShelf.Edge> = []
    private var best: RankedFailure?
    /// What makes every path of this target fail.
    private var targetFault: PathFault?
    private var isSettled = false

    private struct StatusKey: Hashable {
        let edge: CertificateShelf.Edge
        let anchor: PathKey
        let nesting: Int
    }

    private struct TrustKey: Hashable {
        let certificate: [UInt8]
        let anchor: PathKey
        let nesting: Int
        let isAsking: Bool
    }

    /// No path is longer: chains of a dozen are rare.
    private static let longestPath = 200

    init(
        pool: CertificatePool, anchors: [PathAnchor], _ inputs: PathInputs, asking witness: (any RevocationWitness)?,
        budget: PathBudget, shelf: CertificateShelf
    ) {
        (self.pool, self.inputs, self.witness, self.budget) = (pool, inputs, witness, budget)
        self.anchors = Dictionary(grouping: anchors, by: \.name)
        nesting = 0
        signatures = SignatureMemory(shelf: shelf, rules: inputs.rules, budget: budget)
    }

    /// For the path of a CRL's issuer, within the same case.
    private init(
        in search: PathSearch, under anchor: PathAnchor, asking witness: (any RevocationWitness)?, nesting: Int
    ) {
        (pool, budget, signatures) = (search.pool, search.budget, search.signatures)
        anchors = [anchor.name: [anchor]]
        inputs = PathInputs(moment: search.inputs.moment, rules: search.inputs.rules)
        (self.witness, self.nesting) = (witness, nesting)
    }

    // MARK: What validation asks for

    func checkSignature(of certificate: PathCertificate, by signer: PathSigner) throws(PathFault) {
        if let fault = signatures.fault(of: certificate, by: signer.key) { throw fault }
    }

    /// Each certificate under each issuing key is asked about once.
    func status(of question: RevocationQuestion, asking witness: any RevocationWitness) -> RevocationStatus {
        let key = StatusKey(
            edge: edge(question.certificate, question.issuer.key), anchor: question.anchor.key,
            nesting: question.nesting)
        if let known = statuses[key] { return known }
        let status = witness.status(of: question)
        guard budget.isInTime() else {
            return .undetermined(.limit, detail: "no time left to look for revocation", nil)
        }
        statuses[key] = status
        return status
    }

    func isTrusted(
        _ certificate: PathCertificate, under anchor: PathAnchor, asking witness: (any RevocationWitness)?, nesting: Int
    ) -> Bool {
        let key = TrustKey(
            certificate: certificate.sha256, anchor: anchor.key, nesting: nesting, isAsking: witness != nil)
        if let known = trusted[key] { return known }
        let search = PathSearch(in: self, under: anchor, asking: witness, nesting: nesting)
        let isTrusted = if case .valid = search.find(certificate) { true } else { false }
        trusted[key] = isTrusted
        return isTrusted
    }

    func edge(_ certificate: PathCertificate, _ key: PathKey) -> CertificateShelf.Edge {
        CertificateShelf.Edge(certificate: certificate.sha256, key: key.subjectPublicKeyInfo)
    }

    // MARK: The search

    enum Finding {
        case valid(PathOutcome)
        case invalid(PathFailure)
    }

    func find(_ target: PathCertificate) -> Finding {
        if let anchor = anchor(thatIs: target) { return judge([], under: anchor).finding }
        targetFault = target.faultAsTarget(inputs)
        if let outcome = seek(target, by: nameDistances(), visits: 500) { return .valid(outcome) }
        if !isOver, let outcome = seek(target, by: verifiedDistances()) { return .valid(outcome) }
        if budget.isSpent { return .invalid(failure(PathFault(.limit, "too many possible paths"), target)) }
        // Now also over certificates that cannot be in a valid path, to say what is wrong with them.
        for distances in [nameDistances(), .unknown] where !isSettled && best?.isComplete != true {
            _ = seek(target, by: distances, visits: 500, soundOnly: false)
        }
        return .invalid(verdict(on: target))
    }

    private var isOver: Bool { isSettled || budget.isSpent }

    private func anchor(thatIs target: PathCertificate) -> PathAnchor? {
        anchors[target.subject]?.first { $0.certificate?.sha256 == target.sha256 }
    }

    private func failure(_ fault: PathFault, _ target: PathCertificate) -> PathFailure {
        PathFailure(
            fault: fault, path: best?.failure.path ?? [target], endsAtAnchor: best?.failure.endsAtAnchor ?? false,
            revocation: best?.failure.revocation ?? [])
    }

    private func verdict(on target: PathCertificate) -> PathFailure {
        let failure = best?.failure ?? failure(PathFault(.noPath, "no path to an anchor"), target)
        // "expired" wins over a path that was not found.
        if [.noPath, .untrusted].contains(failure.fault.reason), let targetFault, targetFault.reason == .expired {
            return self.failure(targetFault, target)
        }
        return failure
    }

    private func seek(
        _ target: PathCertificate, by distances: PathDistances, visits: Int = .max, soundOnly: Bool = true
    ) -> PathOutcome? {
        var pass = Pass(distances: distances, visits: visits, soundOnly: soundOnly)
        var path = [target]
        pass.limit = 0
        while !isOver, pass.visits > 0 {
            pass.next = nil
            if let outcome = extend(&path, &pass) { return outcome }
            guard let next = pass.next, next <= Self.longestPath else { return nil }
            pass.limit = next
        }
        return nil
    }

    /// One walk through the pool.
    struct Pass {
        let distances: PathDistances
        var visits: Int
        let soundOnly: Bool
        /// Exactly so many certificates stand between target and anchor.
        var limit = 0
        /// The next larger number that could lead to an anchor.
        var next: Int?
    }

    private func extend(_ path: inout [PathCertificate], _ pass: inout Pass) -> PathOutcome? {
        guard pass.visits > 0, budget.spendVisit() else { return nil }
        pass.visits -= 1
        let last = path[path.count - 1]
        let above = path.count - 1
        if above == pass.limit {
            for anchor in anchors[last.issuer] ?? [] {
                // Another key's anchor of this name has nothing to say about the path.
                if let fault = signatures.fault(of: last, by: anchor.key), fault.reason == .signature {
                    note(isSelfSigned(last) ? Self.untrusted : fault, path)
                    continue
                }
                if let outcome = judge(path, under: anchor).outcome { return outcome }
                if isOver { return nil }
            }
        }
        let candidates = candidates(for: last, path, pass)
        if candidates.isEmpty, anchors[last.issuer] == nil { note(deadEnd: path, pass) }
        for (candidate, distance) in candidates {
            let length = above + 1 + distance
            guard length <= pass.limit else {
                pass.next = min(pass.next ?? .max, length)
                continue
            }
            if let fault = signatures.fault(of: last, by: candidate.key) {
                note(fault, path)
                continue
            }
            path.append(candidate)
            defer { path.removeLast() }
            if let outcome = extend(&path, &pass) { return outcome }
            if isOver { return nil }
        }
        return nil
    }

    // MARK: Judging a whole path

    private struct Judged {
        let outcome: PathOutcome?
        let failure: PathFailure?

        var finding: Finding {
            if let outcome { return .valid(outcome) }
            return .invalid(
                failure
                    ?? PathFailure(
                        fault: PathFault(.internal, "no verdict"), path: [], endsAtAnchor: false, revocation: []))
        }
    }

    private func judge(_ path: [PathCertificate], under anchor: PathAnchor) -> Judged {
        var validation = PathValidation(
            path.reversed(), under: anchor, inputs, asking: witness, nesting: nesting, in: self)
        let whole = path + [anchor.certificate].compactMap { $0 }
        do throws(PathFault) {
            let policies = try validation.run()
            let outcome = PathOutcome(
                path: whole, anchor: anchor, policies: policies, revocation: validation.revocation.reversed())
            return Judged(outcome: outcome, failure: nil)
        } catch {
            let failure = PathFailure(
                fault: error, path: whole, endsAtAnchor: anchor.certificate != nil,
                revocation: validation.revocation.reversed())
            note(
                RankedFailure(
                    failure: failure, isComplete: true, reach: path.count - validation.passed))
            // Nothing else is to be learned from further paths.
            if error == targetFault { isSettled = true }
            if [.revoked, .revocationUnknown, .revocationStale, .revocationScope, .revocationSignature]
                .contains(error.reason)
            {
                markDead(path, below: anchor, passed: validation.passed)
            }
            return Judged(outcome: nil, failure: failure)
        }
    }

    /// The certificate that revocation stopped at leads nowhere under this key.
    private func markDead(_ path: [PathCertificate], below anchor: PathAnchor, passed: Int) {
        let place = path.count - 1 - passed
        guard path.indices.contains(place) else { return }
        let key = place + 1 < path.count ? path[place + 1].key : anchor.key
        dead.insert(edge(path[place], key))
    }

    // MARK: What is said when there is no valid path

    private func note(_ failure: RankedFailure) {
        guard let best, best.rank <= failure.rank else {
            best = failure
            return
        }
    }

    private func note(_ fault: PathFault, _ path: [PathCertificate]) {
        note(
            RankedFailure(
                failure: PathFailure(fault: fault, path: path, endsAtAnchor: false, revocation: []), isComplete: false,
                reach: -path.count))
    }

    private func note(deadEnd path: [PathCertificate], _ pass: Pass) {
        guard let last = path.last else { return }
        if isSelfSigned(last) { return note(Self.untrusted, path) }
        if let identifier = last.certificate.authorityKeyIdentifier,
            let other = pool.certificate(withKeyIdentifier: identifier) ?? anchor(withKeyIdentifier: identifier),
            other.subject != last.issuer
        {
            return note(PathFault(.nameChaining, "the issuing key bears another name"), path)
        }
        note(PathFault(.noPath, "its issuer is not at hand"), path)
    }

    private static let untrusted = PathFault(.untrusted, "it ends at a self-signed certificate that is no anchor")

    private func isSelfSigned(_ certificate: PathCertificate) -> Bool {
        certificate.isSelfIssued && signatures.fault(of: certificate, by: certificate.key) == nil
    }

    private func anchor(withKeyIdentifier identifier: [UInt8]) -> PathCertificate? {
        anchors.values.lazy.flatMap { $0 }.compactMap(\.certificate)
            .first { $0.certificate.subjectKeyIdentifier == identifier }
    }
}
