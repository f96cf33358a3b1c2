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
        host == "localhost" || host.hasSuffix(".localhost") || IPAddress.isLoopback(host)
    }

    /// A host name, or an IPv4 or bracketed IPv6 address, with perhaps a port.
    private static func host(_ authority: String) -> String? {
        var host = authority[...]
        if host.hasPrefix("[") {
            guard let close = host.firstIndex(of: "]") else { return nil }
            let inside = host[host.index(after: host.startIndex)..<close]
            let port = host[host.index(after: close)...]
            guard inside.utf8.allSatisfy(isIPv6), port.isEmpty || isPort(port), IPAddress.groups(inside) != nil else {
                return nil
            }
            return inside.lowercased()
        }
        if let colon = host.firstIndex(of: ":") {
            guard isPort(host[colon...]) else { return nil }
            host = host[..<colon]
        }
        guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(isHostByte),
            host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty })
        else { return nil }
        // Browsers take `2130706433` and `0x7f.1` for addresses: of numbers, only four plain ones are let through.
        let last = host.split(separator: ".").last ?? ""
        if last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) || last.lowercased().hasPrefix("0x") {
            guard IPAddress.quad(host) != nil else { return nil }
        }
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

/// Addresses written as numbers (RFC 4291 §2.2).
enum IPAddress {
    /// Whether it means this very machine, however it is written: `127.0.0.1`, `::1`, `::ffff:127.0.0.1`, `0.0.0.0`.
    static func isLoopback(_ host: String) -> Bool {
        if let quad = quad(host[...]) { return quad[0] == 127 || quad == [0, 0, 0, 0] }
        guard let groups = groups(host[...]), groups[..<5].allSatisfy({ $0 == 0 }) else { return false }
        guard groups[5] == 0 || groups[5] == 0xFFFF else { return false }
        let low = UInt32(groups[6]) << 16 | UInt32(groups[7])
        return low >> 24 == 127 || low <= 1
    }

    /// Four numbers without leading zeros, which some software reads as octal.
    static func quad(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part.utf8.count == 1 || !part.hasPrefix("0"))
                ? UInt8(part) : nil
        }
        return parts.count == 4 && numbers.count == 4 ? numbers : nil
    }

    /// The eight groups of an IPv6 address.
    static func groups(_ text: Substring) -> [UInt16]? {
        guard let gap = text.firstRange(of: "::") else {
            let all = run(text)
            return all?.count == 8 ? all : nil
        }
        guard let front = run(text[..<gap.lowerBound]), let back = run(text[gap.upperBound...]),
            front.count + back.count < 8
        else { return nil }
        return front + [UInt16](repeating: 0, count: 8 - front.count - back.count) + back
    }

    private static func run(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, let quad = quad(part) {
                groups += [UInt16(quad[0]) << 8 | UInt16(quad[1]), UInt16(quad[2]) << 8 | UInt16(quad[3])]
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.first != UInt8(ascii: "+"),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}
