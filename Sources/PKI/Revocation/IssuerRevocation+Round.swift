import Foundation

extension IssuerRevocation {
    nonisolated var stopwatch: Stopwatch { clock.stopwatch }

    /// Goes through the sources for one card, within the deadline of the whole verdict.
    func askAround(
        _ certificate: Certificate, _ authority: IssuingAuthority, within deadline: Duration
    ) async -> RevocationFinding {
        let sources = rules.sources
        let hedges = sources.map { source in
            source.kind == .ocsp ? record(source.url).hedge(rules.ocsp) : nil
        }
        var round = SourceRound(sources: sources, deadline: deadline, hedges: hedges)
        let (events, happened) = AsyncStream.makeStream(of: SourceRound.Event.self)
        let began = stopwatch.elapsed()
        var clocks: [Task<Void, Never>] = []
        defer { for clock in clocks { clock.cancel() } }

        var acts = round.begin()
        var arrivals = events.makeAsyncIterator()
        while true {
            for act in acts {
                switch act {
                case .conclude(let finding): return finding
                case .ask(let index, let share):
                    start(sources[index], about: certificate, issuedBy: authority, within: share) { finding in
                        happened.yield(.answered(index, finding))
                    }
                case .wake(let moment):
                    let wait = moment - (stopwatch.elapsed() - began)
                    clocks.append(
                        Task { [stopwatch] in
                            do { try await stopwatch.sleep(max(.zero, wait)) } catch { return }
                            happened.yield(.due(moment))
                        })
                }
            }
            guard let event = await arrivals.next(isolation: self) else {
                // Nobody finishes the stream; a cancelled task is told that it is over all the same.
                return RevocationFinding(conclusion: .refused(.revocationUnavailable, nil), answers: [])
            }
            acts = round.receive(event, at: stopwatch.elapsed() - began)
        }
    }

    /// What was asked goes on to its end, whoever still waits for it: an answer that comes late is remembered.
    private func start(
        _ source: RevocationSource, about certificate: Certificate, issuedBy authority: IssuingAuthority,
        within share: Duration, then tell: @escaping @Sendable (SourceFinding) -> Void
    ) {
        Task {
            guard source.kind != .ocsp else {
                return tell(await ask(source, about: certificate, issuedBy: authority, within: share))
            }
            let finding = await look(in: source, for: certificate, issuedBy: authority, within: share)
            if let conclusion = finding.conclusion {
                remember(conclusion, CardKey(certificate, issuedBy: authority), source)
            }
            tell(finding)
        }
    }
}
