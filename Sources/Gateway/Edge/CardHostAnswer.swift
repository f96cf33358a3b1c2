import Foundation
import Login
import NIOHTTP1
import OpenSSL

/// What a card host says to one request. It answers a GET and judges nothing.
struct CardHostAnswer: Equatable {
    let status: HTTPResponseStatus
    var headers: [(String, String)] = []
    var body = ""

    static func == (a: CardHostAnswer, b: CardHostAnswer) -> Bool {
        a.status == b.status && a.body == b.body && a.headers.map(\.0) == b.headers.map(\.0)
            && a.headers.map(\.1) == b.headers.map(\.1)
    }
}

extension CardHostAnswer {
    /// - Parameters:
    ///   - host: the label's own host name, as in the server name.
    ///   - handBack: seals what the handshake showed; `nil` where the label was too old for one.
    static func answer(
        _ head: HTTPRequestHead, host: String, names: EdgeNames, handBack: () -> String?
    ) -> CardHostAnswer {
        guard namesHost(head, host) else { return CardHostAnswer(status: .misdirectedRequest) }
        let mark = head.uri.utf8.firstIndex(of: UInt8(ascii: "?"))
        guard head.uri[..<(mark ?? head.uri.endIndex)] == "/" else { return CardHostAnswer(status: .notFound) }
        guard head.method == .GET else { return CardHostAnswer(status: .methodNotAllowed, headers: [("allow", "GET")]) }
        guard let mark, let attempt = attempt(in: head.uri[head.uri.utf8.index(after: mark)...]) else {
            return CardHostAnswer(status: .badRequest)
        }
        let origins = head.headers["origin"]
        if origins.isEmpty { return back(to: names, attempt, handBack()) }
        guard origins == [names.loginOrigin] else { return CardHostAnswer(status: .forbidden) }
        return text(for: names, handBack())
    }

    /// A navigation goes straight back: a page here would make browsers fetch its icon with another full handshake.
    private static func back(to names: EdgeNames, _ attempt: Substring, _ possession: String?) -> CardHostAnswer {
        let possession = possession.map { "&p=\($0)" } ?? ""
        return CardHostAnswer(
            status: .seeOther, headers: [("location", "\(names.loginOrigin)/card?a=\(attempt)\(possession)")])
    }

    /// For the start page's own fetch; a redirect would arrive there with the origin `null` and fail.
    private static func text(for names: EdgeNames, _ possession: String?) -> CardHostAnswer {
        CardHostAnswer(
            status: .ok,
            headers: [
                ("content-type", "text/plain"), ("access-control-allow-origin", names.loginOrigin),
                ("access-control-allow-credentials", "true"), ("vary", "Origin"), ("x-content-type-options", "nosniff"),
            ], body: possession ?? "")
    }

    /// SNI = Host = label, else 421 before anything else is looked at (R4).
    private static func namesHost(_ head: HTTPRequestHead, _ host: String) -> Bool {
        let hosts = head.headers["host"]
        guard hosts.count == 1, head.uri.hasPrefix("/") else { return false }
        let name = Substring(hosts[0].utf8.prefix { $0 != UInt8(ascii: ":") })
        return name.lowercased() == host.lowercased()
    }

    /// Exactly one parameter `a`, base64url, of at most 3,072 characters.
    private static func attempt(in query: Substring) -> Substring? {
        guard query.hasPrefix("a=") else { return nil }
        let value = query.dropFirst(2)
        let isClean = value.utf8.allSatisfy { character in
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isClean && (1...3072).contains(value.utf8.count) ? value : nil
    }
}
