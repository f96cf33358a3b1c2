import Fetch

extension Setting {
    /// A host name in lower case, without port.
    func host() -> String? {
        guard let text = text() else { return nil }
        guard Self.isHost(text) else {
            error("\"\(text)\" is no host name", "write it as login.example.al: small letters, no https://, no port")
            return nil
        }
        return text
    }

    static func isHost(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                isName(String(label)) && !label.hasSuffix("-")
            }
    }

    /// An absolute address of one of these schemes.
    func address(_ schemes: [String] = ["https"]) -> String? {
        guard let text = text() else { return nil }
        guard FetchOrigin(url: text, among: schemes) != nil else {
            let shown = schemes.map { "\($0)://" }.joined(separator: " or ")
            error("\"\(text)\" is no address that can be used here", "write a whole address that begins with \(shown)")
            return nil
        }
        return text
    }

    /// An absolute URI, as entity IDs are: a scheme and something behind it.
    func uri() -> String? {
        guard let text = text() else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].first?.isLetter == true, !parts[1].isEmpty, text.utf8.count <= 256,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            error(
                "\"\(text)\" is no absolute URI of at most 256 characters", "write it as https://login.example.al/saml")
            return nil
        }
        return text
    }

    /// An address and port to listen at: `0.0.0.0:443` or `[::]:443`.
    func socket() -> SocketAddressText? {
        if isTable, override == nil { return behindBalancer() }
        guard let text = text() else { return nil }
        guard let socket = SocketAddressText(text) else {
            error("\"\(text)\" is no address with a port", "write it as \"0.0.0.0:443\" or \"[::]:443\"")
            return nil
        }
        return socket
    }

    private func behindBalancer() -> SocketAddressText? {
        table { table in
            let address = table.required("address")?.socket()
            table.value("proxy-protocol")?.error(
                "the proxy protocol is not spoken by this version",
                "let the balancer pass connections through as they are")
            return address
        }
    }
}

/// Where to listen: a host name or address, and a port.
public struct SocketAddressText: Hashable, Sendable, CustomStringConvertible {
    /// An IPv6 address stands without its brackets.
    public let host: String
    public let port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            guard Setting.isHost(String(host)) else { return nil }
        }
        self.init(host: String(host), port: Int(port))
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only this machine can reach it.
    var isLoopback: Bool { host == "::1" || host.hasPrefix("127.") || host == "localhost" }
}
