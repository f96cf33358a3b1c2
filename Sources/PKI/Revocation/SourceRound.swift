/// One card's way through its issuer's sources: which is asked when, and whose answer counts. No clock and no network in
/// here: what happened goes in, what is to be done comes out.
///
/// Responders that stand next to each other in the configuration are a group with a common share of the time: the next is
/// asked when the one before has failed or is slower than usual, and the first verified answer wins. A list is a group
/// of its own. No group uses up the share of those behind it.
struct SourceRound: Sendable {
    enum Event: Sendable {
        case answered(Int, SourceFinding)
        /// The time that was waited for has come.
        case due(Duration)
    }

    enum Act: Sendable {
        case ask(Int, within: Duration)
        /// Sends `due` when this much time has passed since the beginning.
        case wake(at: Duration)
        case conclude(RevocationFinding)
    }

    private let sources: [RevocationSource]
    private let deadline: Duration
    /// For each source: after how long the next of its group is asked too.
    private let hedges: [Duration?]

    private var asked: [Int] = []
    private var findings: [Int: SourceFinding] = [:]
    private var group = 0..<0
    private var groupEnd = Duration.zero
    /// The next of the group to be asked, and when that is due at the latest.
    private var next = 0
    private var hedgeAt: Duration?
    private var isOver = false

    init(sources: [RevocationSource], deadline: Duration, hedges: [Duration?]) {
        (self.sources, self.deadline, self.hedges) = (sources, deadline, hedges)
    }

    mutating func begin() -> [Act] { openGroup(at: .zero) }

    mutating func receive(_ event: Event, at now: Duration) -> [Act] {
        guard !isOver else { return [] }
        switch event {
        case .answered(let index, let finding): return receive(finding, from: index, at: now)
        case .due(let moment): return look(at: max(now, moment))
        }
    }

    private mutating func receive(_ finding: SourceFinding, from index: Int, at now: Duration) -> [Act] {
        findings[index] = finding
        // Also one that comes after its share: it is verified and fresh all the same.
        if let conclusion = finding.conclusion { return conclude(conclusion) }
        guard group.contains(index) else { return [] }
        if next < group.upperBound { return askNext(at: now) }
        return group.allSatisfy { findings[$0] != nil } ? openGroup(at: now) : []
    }

    private mutating func look(at now: Duration) -> [Act] {
        if now >= groupEnd { return openGroup(at: now) }
        guard let hedgeAt, hedgeAt <= now else { return [] }
        return askNext(at: now)
    }

    private mutating func openGroup(at now: Duration) -> [Act] {
        let start = group.upperBound
        guard start < sources.count else { return conclude(nil) }
        var end = start + 1
        while sources[start].kind == .ocsp, end < sources.count, sources[end].kind == .ocsp { end += 1 }
        (group, next) = (start..<end, start)
        groupEnd = now + max(.zero, deadline - now) * group.count / (sources.count - start)
        return [.wake(at: groupEnd)] + askNext(at: now)
    }

    private mutating func askNext(at now: Duration) -> [Act] {
        let index = next
        next += 1
        asked.append(index)
        // At the latest when this one's part of the group's time is over.
        let fair = (groupEnd - now) / (group.upperBound - index)
        hedgeAt = next < group.upperBound ? now + min(hedges[index] ?? fair, fair) : nil
        let ask = Act.ask(index, within: groupEnd - now)
        return [ask] + (hedgeAt.map { [.wake(at: $0)] } ?? [])
    }

    private mutating func conclude(_ conclusion: RevocationFinding.Conclusion?) -> [Act] {
        isOver = true
        let silence = conclusion == nil ? "no answer in time" : "silent until another answered"
        let answers = asked.map { index in
            (findings[index] ?? .nothing(sources[index], .unavailable, silence)).answer
        }
        let isStale = answers.contains { $0.status == .stale }
        let undecided = RevocationFinding.Conclusion.refused(
            isStale ? .revocationStale : .revocationUnavailable, nil)
        return [.conclude(RevocationFinding(conclusion: conclusion ?? undecided, answers: answers))]
    }
}
