import Fetch
import Foundation
import OpenSSL
import PKI

extension Setting {
    /// How the issuer's responders are asked: the table `revocation.ocsp`.
    func ocspRules() -> OCSPRules? {
        table { table in
            var rules = OCSPRules()
            rules.hedge = table.value("hedge-after")?.hedge() ?? rules.hedge
            rules.breakerFailures = table.value("breaker-failures")?.integer(1...1_000) ?? rules.breakerFailures
            rules.breakerPause = table.value("breaker-pause")?.duration().map { .seconds($0) } ?? rules.breakerPause
            rules.keepFresh = table.value("keep-fresh")?.integer(0...100_000) ?? rules.keepFresh
            rules.keepFreshFor = table.value("keep-fresh-for")?.duration().map { .seconds($0) } ?? rules.keepFreshFor
            return rules
        }
    }

    /// `auto`, `off`, or a short length of time such as `300ms` or `2s`.
    private func hedge() -> OCSPRules.Hedge? {
        guard let text = text() else { return nil }
        switch text {
        case "auto": return .automatic
        case "off": return .off
        default: break
        }
        let isMilliseconds = text.hasSuffix("ms")
        guard let count = Int(text.dropLast(isMilliseconds ? 2 : 1)), isMilliseconds || text.hasSuffix("s") else {
            error("\"\(text)\" says not when to ask the next responder", "write auto, off, 300ms or 2s")
            return nil
        }
        let delay = isMilliseconds ? Duration.milliseconds(min(count, 100_000)) : .seconds(min(count, 1_000))
        guard (Duration.milliseconds(10)...Duration.seconds(30)).contains(delay) else {
            error("\"\(text)\" is no time to wait for one responder", "write 10ms to 30s, or auto")
            return nil
        }
        return .after(delay)
    }
}

extension Table {
    /// A responder with what is said of it alone, beside its address.
    func responder(_ ocsp: Setting, _ responders: inout [String: ResponderRules]) -> RevocationSource? {
        let method = value("method")
        let pin = nested("responder")?.responderPin() ?? ResponderPin()
        guard let url = ocsp.address(["http", "https"]) else { return nil }
        let chosen = method?.choice(ResponderRules.Method.self) ?? .post
        if chosen == .get, url.contains("?") {
            method?.error("an address with a query cannot be asked by GET", "take the key away: POST is the default")
        }
        let rules = ResponderRules(method: chosen, pin: pin)
        if rules != ResponderRules() { responders[url] = rules }
        return .ocsp(url)
    }
}

extension Setting {
    /// Who may sign for a responder: `{ name: …, certificate: … }`.
    fileprivate func responderPin() -> ResponderPin? {
        table { table in
            var pin = ResponderPin()
            if let name = table.value("name")?.shownText() { pin.names = [name] }
            if let setting = table.value("certificate"), let found = setting.certificates() {
                for certificate in found {
                    do { pin.certificates.append(try Certificate(der: certificate.bytes)) } catch {
                        setting.error("the responder's certificate is not one", "name a file in PEM or DER")
                    }
                }
            }
            if pin == ResponderPin() {
                error("names no responder", "write its common name as name: …, or its file as certificate: …")
            }
            return pin
        }
    }
}

extension Table {
    /// Lengths of time that make no sense, each named at its own key.
    func report(_ defects: [RuleDefect]) {
        for defect in defects {
            var place = setting
            for (depth, part) in defect.key.split(separator: ".").map(String.init).enumerated() {
                place = (depth == 0 ? value(part) : nil) ?? place.child(part, nil, line: nil)
            }
            place.error(defect.what, defect.mend)
        }
    }
}
