/// Where a fetch may go: scheme, host and port, nothing else (threats: R17, V1).
///
/// The grammar is narrower than RFC 3986 on purpose: no user information, no percent-encoding in the host, no other
/// number forms. What this reader accepts, every URL parser reads alike.
public struct FetchOrigin: Hashable, Sendable, CustomStringConvertible {
    public let scheme: String
    public let host: String
    public let port: UInt16

    /// The ports that stand where a URL names none.
    private static let ports: [String: UInt16] = ["http": 80, "https": 443, "ldap": 389]

    /// Reads the origin of a URL; `nil` for whatever is not plainly one of these schemes with a host.
    ///
    /// - Parameter schemes: `http` and `https`, and `ldap` where lists are fetched.
    public init?(url: String, among schemes: [String] = ["http", "https"]) {
        // 2,048 bytes: what every HTTP server takes in a request line.
        guard url.utf8.count <= 2_048, url.utf8.allSatisfy(Self.isPlain) else { return nil }
        guard let (scheme, rest) = Self.scheme(of: url, schemes), let port = Self.ports[scheme] else { return nil }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.hostAndPort(authority, default: port) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    public var description: String { "\(scheme)://\(host):\(port)" }

    /// Visible ASCII without what URL parsers are known to disagree about, and no fragment.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !#"\#"<>^`{|}"#.utf8.contains(byte) && byte != UInt8(ascii: "#")
    }

    private static func scheme(of url: String, _ schemes: [String]) -> (String, Substring)? {
        for scheme in schemes where url.lowercased().hasPrefix(scheme + "://") {
            return (scheme, url.dropFirst(scheme.count + 3))
        }
        return nil
    }

    private static func hostAndPort(_ authority: Substring, default port: UInt16) -> (String, UInt16)? {
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let host = authority[...end]
            guard host.count > 4, host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { return nil }
            return number(authority[authority.index(after: end)...], default: port).map { (host.lowercased(), $0) }
        }
        let host = authority.prefix { $0 != ":" }
        guard isHostName(host) else { return nil }
        return number(authority.dropFirst(host.count), default: port).map { (host.lowercased(), $0) }
    }

    private static func isHostName(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            }
    }

    private static func number(_ text: Substring, default port: UInt16) -> UInt16? {
        guard let colon = text.first else { return port }
        let digits = text.dropFirst()
        guard colon == ":", (1...5).contains(digits.count), digits.first != "0",
            digits.allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return UInt16(digits)
    }
}
