/// An absolute http or https URL, read strictly: what browsers might mend is refused (S1, S2).
struct WebAddress {
    let isHTTPS: Bool
    /// In lower case; IPv6 without its brackets.
    let host: String
    let hasUserInformation: Bool
    let hasFragment: Bool

    init?(_ text: String) {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        if text.hasPrefix("https://") {
            isHTTPS = true
        } else if text.hasPrefix("http://") {
            isHTTPS = false
        } else {
            return nil
        }
        let rest = text.utf8.dropFirst(isHTTPS ? 8 : 7)
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        hasFragment = text.utf8.contains(UInt8(ascii: "#"))
        hasUserInformation = authority.contains(UInt8(ascii: "@"))
        let place = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[authority.index(after: $0)...] }
        guard let host = Self.host(String(place ?? authority) ?? "") else { return nil }
        self.host = host
    }

    /// Whether the name means this very machine.
    var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || host.hasPrefix("127.")
    }

    /// A host name, or an IPv4 or bracketed IPv6 address, with perhaps a port.
    private static func host(_ authority: String) -> String? {
        var host = authority[...]
        if host.hasPrefix("[") {
            guard let close = host.firstIndex(of: "]") else { return nil }
            let inside = host[host.index(after: host.startIndex)..<close]
            let port = host[host.index(after: close)...]
            guard !inside.isEmpty, inside.utf8.allSatisfy(isIPv6), port.isEmpty || isPort(port) else { return nil }
            return inside.lowercased()
        }
        if let colon = host.firstIndex(of: ":") {
            guard isPort(host[colon...]) else { return nil }
            host = host[..<colon]
        }
        guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(isHostByte),
            host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty })
        else { return nil }
        return host.lowercased()
    }

    private static func isPort(_ text: Substring) -> Bool {
        let digits = text.dropFirst()
        guard text.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        return UInt16(digits).map { $0 > 0 } ?? false
    }

    /// Printable ASCII, less what no URL may hold (RFC 3986 §2).
    private static func isAllowed(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"<>\\^`{|}".utf8.contains(byte)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isIPv6(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
