/// Whether a name lies within a subtree (RFC 5280 §4.2.1.10).
enum NameMatch {
    case within, outside
    /// A wildcard that stands for names within and for others.
    case overlaps
    /// The form is not supported, or one of the two is not well-formed: whoever is bound by it is refused.
    case undecidable

    static func match(_ name: GeneralName, _ base: GeneralName) -> NameMatch {
        switch base.form {
        case .directory:
            guard let name = name.directory, let base = base.directory else { return .undecidable }
            return name.isWithin(base) ? .within : .outside
        case .dns: return dns(name.bytes, base.bytes)
        case .rfc822: return mailbox(name.bytes, base.bytes)
        case .uri: return uri(name.bytes, base.bytes)
        case .ip: return address(name.bytes, base.bytes)
        case .other, .x400, .ediParty, .registeredID: return .undecidable
        }
    }

    /// Preferred name syntax (RFC 1034 §3.5), digits first allowed (RFC 1123 §2.1), a wildcard for the first label too.
    static func isHost(_ name: [UInt8]) -> Bool {
        let name = name.starts(with: [0x2A, 0x2E]) ? Array(name.dropFirst(2)) : name
        return Host(name) != nil && !name.contains(0x5F)
    }

    /// Zero or more labels added on the left.
    private static func dns(_ name: [UInt8], _ base: [UInt8]) -> NameMatch {
        let wildcard = name.starts(with: [0x2A, 0x2E])
        guard let host = Host(wildcard ? Array(name.dropFirst(2)) : name) else { return .undecidable }
        if base.isEmpty { return .within }
        guard let base = Host(base) else { return .undecidable }
        if host.isWithin(base) { return .within }
        // `*.example.com` stands for `host.example.com` too, should that be excluded.
        return wildcard && base.isWithin(host) ? .overlaps : .outside
    }

    /// A mailbox, all mailboxes of a host, or, with a leading dot, of all hosts in a domain.
    private static func mailbox(_ name: [UInt8], _ base: [UInt8]) -> NameMatch {
        guard let (local, host) = split(name) else { return .undecidable }
        if base.contains(0x40) {
            guard let (baseLocal, baseHost) = split(base) else { return .undecidable }
            // RFC 5280 §7.5: the local part as it stands, the host without case.
            return local == baseLocal && host == baseHost ? .within : .outside
        }
        return within(host, base)
    }

    /// A host, or with a leading dot all hosts in a domain.
    private static func within(_ host: Host, _ base: [UInt8]) -> NameMatch {
        if base.isEmpty { return .within }
        let isDomain = base[0] == 0x2E
        guard let base = Host(isDomain ? Array(base.dropFirst()) : base) else { return .undecidable }
        guard isDomain else { return host == base ? .within : .outside }
        return host != base && host.isWithin(base) ? .within : .outside
    }

    private static func split(_ mailbox: [UInt8]) -> (local: ArraySlice<UInt8>, host: Host)? {
        guard let at = mailbox.lastIndex(of: 0x40), at > 0, let host = Host(Array(mailbox[(at + 1)...])) else {
            return nil
        }
        // RFC 5321 §4.1.2: only a quoted local part may hold the sign itself, or spaces.
        let isQuoted = at > 1 && mailbox[0] == 0x22 && mailbox[at - 1] == 0x22
        guard isQuoted || !mailbox[..<at].contains(where: { $0 == 0x40 || $0 <= 0x20 }) else { return nil }
        return (mailbox[..<at], host)
    }

    /// The host of an address with an authority; one without, or with an IP address, cannot be bound by a name.
    private static func uri(_ name: [UInt8], _ base: [UInt8]) -> NameMatch {
        guard let colon = name.firstIndex(of: 0x3A), name[colon...].starts(with: [0x3A, 0x2F, 0x2F]) else {
            return .undecidable
        }
        var authority = name[(colon + 3)...].prefix { ![0x2F, 0x3F, 0x23].contains($0) }
        if let at = authority.lastIndex(of: 0x40) { authority = authority[(at + 1)...] }
        if let port = authority.lastIndex(of: 0x3A) {
            guard authority[(port + 1)...].allSatisfy({ (0x30...0x39).contains($0) }) else { return .undecidable }
            authority = authority[..<port]
        }
        guard let host = Host(Array(authority)), !host.isAddress else { return .undecidable }
        return within(host, base)
    }

    /// Address and mask, as RFC 4632 writes them.
    private static func address(_ name: [UInt8], _ base: [UInt8]) -> NameMatch {
        guard base.count == 8 || base.count == 32 else { return .undecidable }
        let length = base.count / 2
        let mask = base[length...]
        guard isContiguous(mask), name.count == 4 || name.count == 16 else { return .undecidable }
        guard name.count == length else { return .outside }
        for (index, bits) in mask.enumerated() where (name[index] ^ base[index]) & bits != 0 { return .outside }
        return .within
    }

    private static func isContiguous(_ mask: ArraySlice<UInt8>) -> Bool {
        let rest = mask.drop { $0 == 0xFF }
        guard let first = rest.first else { return true }
        return (first.leadingZeroBitCount == 8 || ~first & (~first &+ 1) == 0)
            && rest.dropFirst().allSatisfy { $0 == 0 }
    }
}

/// A host name in lower case: labels of letters, digits, hyphens and underscores between single dots.
private struct Host: Equatable {
    let text: [UInt8]

    init?(_ bytes: [UInt8]) {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var label = 0
        for byte in bytes {
            switch byte {
            case 0x61...0x7A, 0x30...0x39, 0x2D, 0x5F: (label, _) = (label + 1, text.append(byte))
            case 0x41...0x5A: (label, _) = (label + 1, text.append(byte | 0x20))
            case 0x2E where label > 0: (label, _) = (0, text.append(byte))
            default: return nil
            }
        }
        guard label > 0 else { return nil }
        self.text = text
    }

    func isWithin(_ other: Host) -> Bool {
        guard text.count > other.text.count else { return text == other.text }
        let start = text.count - other.text.count
        return text[start - 1] == 0x2E && text[start...].elementsEqual(other.text)
    }

    /// A last label of digits alone is no domain.
    var isAddress: Bool { text.reversed().prefix { $0 != 0x2E }.allSatisfy { (0x30...0x39).contains($0) } }
}
