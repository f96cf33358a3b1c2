import Foundation
import Login

extension SessionNote {
    var json: JSON {
        .object([
            "act": .text(act.rawValue), "id": .text(session.label), "until": .text(Moment.text(until)),
        ])
    }
}

extension DraftRecord {
    /// A session has ended, other than by its time.
    init(_ end: SessionEnd, of session: SessionID) {
        let by =
            switch end.cause {
            case .holder: "by the holder"
            case .site: "at the wish of a site"
            case .replaced: "another person's card was used in the browser"
            case .refused: "its card no longer serves: \(end.reason?.rawValue ?? "refused")"
            }
        self.init(
            event: .session, caseNumber: nil, time: end.time, evidence: end.judgement?.evidence.bytes,
            fields: [
                "outcome": .text("ended"), "reason": .text(end.reason?.rawValue ?? end.cause.rawValue),
                "site": .text(end.site?.value), "request": .text(end.requestID), "issuer": .null, "answer": .null,
                "session": .object(["act": .text("ended"), "id": .text(session.label)]),
                "note": .text("session \(session.label) ended, \(by)"),
            ])
    }

    /// What the sites said to a logout.
    init(_ report: LogoutReport) {
        let silent = report.unconfirmed.map(\.value)
        let outcome = silent.isEmpty ? "every site confirmed" : "not confirmed by \(silent.joined(separator: ", "))"
        self.init(
            event: .session, caseNumber: nil, time: report.time, evidence: nil,
            fields: [
                "outcome": .text(silent.isEmpty ? "complete" : "partial"), "reason": .text("logout"), "site": .null,
                "request": .null, "issuer": .null, "answer": .null,
                "session": .object([
                    "act": .text("logged-out"), "ids": .list(report.sessions.map { .text($0.label) }),
                    "confirmed": .list(report.confirmed.map { .text($0.value) }),
                    "unconfirmed": .list(silent.map { .text($0) }),
                ]),
                "note": .text(
                    "logout of session \(report.sessions.map(\.label).joined(separator: ", ")): \(outcome)"),
            ])
    }
}
