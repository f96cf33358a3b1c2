import Foundation
import Login
import PKI

extension Table {
    /// When the issuer made cards, and whether they still count.
    func lifeCycle() -> IssuerLifeCycle {
        let issuing = nested("issuing")?.issuing()
        var cycle = IssuerLifeCycle(issuingFrom: issuing?.from, issuingUntil: issuing?.until)
        if let setting = value("retired"), let day = setting.day() {
            cycle.retired = day
            if day <= setting.inspection.now {
                setting.warning("the issuer is retired: none of its cards is accepted", "take the file away some day")
            }
        }
        if let setting = value("blocked") {
            cycle.blocked = setting.blockedReason()
            if cycle.blocked != nil {
                setting.warning(
                    "the issuer is blocked: none of its cards is accepted", "take the key away when that is over")
            }
        }
        return cycle
    }

    /// R3, C11: a file of another environment got here by mistake.
    func checkEnvironment(isSandbox: Bool) {
        guard let setting = value("environment"), let tag = setting.choice(Configuration.Environment.self) else {
            return
        }
        let here: Configuration.Environment = isSandbox ? .sandbox : .production
        guard tag != here else { return }
        setting.error(
            "this issuer belongs into \(tag.rawValue), and this gateway is \(here.rawValue)",
            "take the file away, or correct environment here or in porta.yaml")
    }
}

extension Setting {
    /// Both days belong to it.
    fileprivate func issuing() -> (from: Date?, until: Date?)? {
        table { table in
            let from = table.value("from")?.day()
            let until = table.value("until")?.day().map { $0.addingTimeInterval(86_399) }
            if let from, let until, until < from {
                error("the issuer ended before it began", "write from before until")
                return nil
            }
            return (from, until)
        }
    }

    /// `true`, or why; `false` is as if it were not there.
    fileprivate func blockedReason() -> String? {
        switch text() {
        case "true": "true"
        case "false", nil: nil
        default: shownText()
        }
    }
}
