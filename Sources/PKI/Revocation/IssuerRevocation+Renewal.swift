import Foundation

extension IssuerRevocation {
    /// How long a question that nobody waits for may take.
    private static let unhurried = Duration.seconds(10)
    private static let atOnce = 8

    /// How often to look for answers that lapse soon.
    nonisolated var renewalPeriod: Duration {
        min(max(issuer.revocation.refresh / 20, .seconds(1)), .seconds(30))
    }

    /// Asks again about cards seen lately whose good answers lapse soon, so that their next login does not wait.
    func renewGoods() async {
        let due = dueForRenewal(at: clock.now())
        await withTaskGroup(of: Void.self) { group in
            for (number, subject) in due.enumerated() {
                if number >= Self.atOnce { await group.next() }
                group.addTask { await self.renew(subject) }
            }
        }
    }

    /// An answer is due in the last fifth of its life, or in the last two periods where that is longer.
    private func dueForRenewal(at now: Date) -> [OCSPSubject] {
        watched.current(at: now).filter { subject in
            guard let good = goods[subject.card] else { return false }
            let lapse = lapse(of: good)
            let lead = max(lapse.timeIntervalSince(good.askedAt) / 5, renewalPeriod.seconds * 2)
            return now >= lapse - lead
        }
    }

    /// The old answer stays as long as it lives, if no new one is to be had.
    private func renew(_ subject: OCSPSubject) async {
        for source in rules.sources where source.kind == .ocsp {
            if await ask(source, about: subject, within: Self.unhurried).conclusion != nil { return }
        }
    }
}
