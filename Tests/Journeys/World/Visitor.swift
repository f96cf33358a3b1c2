import Foundation

/// Somebody at a browser: a cookie jar, a card in the reader or none, and curl, which speaks the TLS and the HTTP.
///
/// Every request is a connection of its own to 127.0.0.1, with the host's name in SNI and Host. Nothing is followed by
/// itself, so that a journey can stop anywhere.
final class Visitor: Sendable {
    private let folder: Folder
    private let path: String
    private let card: String?
    private let facts: SandboxFacts

    convenience init(_ facts: SandboxFacts, path: String, card: String? = nil) throws {
        self.init(facts, path: path, folder: try Folder(), card: card)
    }

    private init(_ facts: SandboxFacts, path: String, folder: Folder, card: String?) {
        (self.facts, self.path, self.folder, self.card) = (facts, path, folder, card)
    }

    /// Another tab: the same cookies, but no file that two of them would write at once.
    func tab() throws -> Visitor {
        let other = try Folder()
        try FileManager.default.copyItem(atPath: folder.path("cookies"), toPath: other.path("cookies"))
        return Visitor(facts, path: path, folder: other, card: card)
    }

    /// The same browser with another card in the reader.
    func changing(to card: String?) throws -> Visitor { Visitor(facts, path: path, folder: folder, card: card) }

    private var offer: [String] {
        card.map { ["--cert", "\(path)/cards/\($0).pem", "--key", "\(path)/cards/\($0).key"] } ?? []
    }

    func get(_ url: String, _ more: String...) async throws -> Answer { try await request(url, more) }

    /// Posts a form.
    func post(_ url: String, _ fields: [(String, String)], _ more: String...) async throws -> Answer {
        let body = fields.map { "\(formEncoded($0))=\(formEncoded($1))" }.joined(separator: "&")
        return try await request(url, ["--data-binary", "@-"] + more, input: body)
    }

    /// One request with whatever curl can add to it.
    func request(_ url: String, _ more: [String] = [], input: String? = nil) async throws -> Answer {
        let jar = folder.path("cookies")
        // Only the card's own hosts ask for it; a browser does not offer it elsewhere either.
        let isCardHost = URL(string: url)?.host?.hasSuffix("." + facts.cardDomain) == true
        var command = Command(
            words: [
                "curl", "-sS", "--max-time", "30", "--http1.1", "--connect-to", "::127.0.0.1:", "--cacert",
                path + "/tls/ca.pem",
                "-b", jar, "-c", jar, "-D", "-", "-H", "Expect:",
            ] + (isCardHost ? offer : []) + more + [url])
        command.input = input
        let output = try await command.run()
        guard output.status == 0 else { throw CurlError(status: output.status, words: output.err, url: url) }
        return try Answer(url: url, output.out)
    }

    /// Goes to an address and follows where it leads, the card host included.
    func open(_ url: String, stop: (String) -> Bool = { _ in false }) async throws -> Answer {
        try await follow(try await get(url), stop: stop)
    }

    /// Follows redirects; `stop` ends before an address is asked for.
    func follow(_ first: Answer, stop: (String) -> Bool = { _ in false }) async throws -> Answer {
        var answer = first
        for _ in 0..<12 {
            guard (301...308).contains(answer.status), let next = answer.location, !stop(next) else { return answer }
            answer = try await get(next)
        }
        throw WorldError("too many redirects, the last from \(answer.url)")
    }

    /// Sends a form as the page has it, with a button or a ticked box.
    func submit(_ form: Page.Form, on answer: Answer, _ more: (String, String)...) async throws -> Answer {
        try await post(answer.absolute(form.action), form.fields + more)
    }
}

struct CurlError: Error, CustomStringConvertible {
    let status: Int32
    let words: String
    let url: String

    var description: String { "curl ended with \(status) at \(url): \(words)" }
}

/// One HTTP response.
struct Answer: Sendable {
    let url: String
    let status: Int
    let headers: [(name: String, value: String)]
    let body: String

    init(url: String, _ raw: String) throws {
        guard let end = raw.range(of: "\r\n\r\n") else { throw WorldError("no HTTP response from \(url): \(raw)") }
        let lines = raw[..<end.lowerBound].components(separatedBy: "\r\n")
        guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw WorldError("no status line from \(url): \(lines[0])")
        }
        (self.url, self.status, body) = (url, status, String(raw[end.upperBound...]))
        headers = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (line[..<colon].lowercased(), value)
        }
    }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// Where a redirect leads, as a whole address.
    var location: String? { header("location").map(absolute) }

    func absolute(_ address: String) -> String {
        URL(string: address, relativeTo: URL(string: url))?.absoluteString ?? address
    }

    var page: Page { Page(body) }
}

/// Everything but unreserved characters escaped (RFC 3986 §2.3), as in forms and query strings.
func formEncoded(_ text: String) -> String {
    text.addingPercentEncoding(
        withAllowedCharacters: CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")) ?? ""
}
