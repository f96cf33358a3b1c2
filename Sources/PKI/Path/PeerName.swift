import Foundation

/// A name that the target shall bear among its alternative names.
public struct PeerName: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case rfc822 = "RFC822"
        case dns = "DNS"
        case ip = "IP"
    }

    public let kind: Kind
    private let bytes: [UInt8]

    /// nil if the value is no such name.
    public init?(_ kind: Kind, _ value: String) {
        self.kind = kind
        guard !value.isEmpty, value.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        switch kind {
        case .rfc822:
            guard value.utf8.contains(0x40) else { return nil }
            bytes = Array(value.utf8)
        case .dns: bytes = Array(value.lowercased().utf8)
        case .ip:
            guard let address = Self.address(value) else { return nil }
            bytes = address
        }
    }

    func isBorne(by certificate: PathCertificate) -> Bool {
        (certificate.constraints.alternativeNames ?? []).contains { name in
            switch (kind, name.form) {
            case (.ip, .ip): name.bytes == bytes
            case (.rfc822, .rfc822):
                NameMatch.match(GeneralName(.rfc822, bytes), name) == .within && name.bytes.contains(0x40)
            case (.dns, .dns): isHost(name.bytes)
            default: false
            }
        }
    }

    /// RFC 9525 §6.3: a wildcard stands for the whole leftmost label.
    private func isHost(_ name: [UInt8]) -> Bool {
        let name = name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if name == bytes { return true }
        guard name.starts(with: [0x2A, 0x2E]), let dot = bytes.firstIndex(of: 0x2E), dot > 0 else { return false }
        return name.dropFirst().elementsEqual(bytes[dot...]) && name.dropFirst(2).contains(0x2E)
    }

    private static func address(_ text: String) -> [UInt8]? {
        if !text.contains(":") { return four(text).map { $0 } }
        let halves = text.components(separatedBy: "::")
        guard halves.count <= 2, let head = groups(halves[0]) else { return nil }
        guard halves.count == 2 else { return head.count == 16 ? head : nil }
        guard let tail = groups(halves[1]), head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func four(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        let bytes = parts.compactMap(\.self)
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func groups(_ text: String) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        for group in text.split(separator: ":", omittingEmptySubsequences: false) {
            if group.contains(".") {
                guard let last = four(String(group)) else { return nil }
                bytes += last
            } else {
                guard group.count <= 4, let value = UInt16(group, radix: 16) else { return nil }
                bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }
}
