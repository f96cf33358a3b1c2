import DemoPKI
import Foundation
import OpenSSL
import PKI

/// Lists of thousands of entries, written quickly, and put into service without a judge.
struct BulkList {
    let authority: DemoAuthority
    let folder: String
    let trial: ListTrial

    init(keys: KeyKind = .ec(.p256)) throws {
        authority = try DemoAuthority.make(at: CardWorld.noon, keys: keys)
        folder = NSTemporaryDirectory() + "porta-bulk-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let issuer = try CardIssuer(
            name: "bulk", anchors: [Certificate(der: authority.root.certificate)],
            intermediates: [Certificate(der: authority.issuing.certificate)], accept: AcceptanceRules(),
            identity: CardWorld.identity(), revocation: RevocationRules(sources: [.dropped(at: "\(folder)/list.crl")]),
            verified: true)
        trial = ListTrial(issuer, on: try ListShelf(folder: "\(folder)/kept", issuer: "bulk"), at: CardWorld.noon)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    var path: String { "\(folder)/list.crl" }

    /// Signs a list of these serial numbers (magnitudes), each with its reason.
    func write(_ serials: [[UInt8]], number: Int = 1, reason: (Int) -> UInt8? = { _ in nil }) throws {
        var entries: [UInt8] = []
        for (index, serial) in serials.enumerated() {
            let number = Encode.integer(serial)
            var extensions: [UInt8] = []
            if let code = reason(index) { extensions = Self.reason + [code] }
            let length = number.count + Self.date.count + extensions.count
            entries += [0x30, UInt8(length)]
            entries += number
            entries += Self.date
            entries += extensions
        }
        try write(entries: entries, number: number)
    }

    private static let reason: [UInt8] = [0x30, 12, 0x30, 10, 6, 3, 0x55, 0x1D, 21, 4, 3, 0x0A, 1]
    private static let date: [UInt8] = [0x17, 13] + Array("300101000000Z".utf8)

    /// Signs a list around these bytes.
    func write(entries: [UInt8], number: Int = 1) throws {
        // A list of nobody, made first, has all that stands around the entries.
        let empty = try authority.crl(
            [], number: number, thisUpdate: CardWorld.noon, nextUpdate: CardWorld.noon + 3_600)
        var fields = DER(empty).inside.inside
        var head: [[UInt8]] = []
        for _ in 0..<5 { head.append(fields.next()) }
        let signed = Encode.sequence([head.flatMap(\.self), Encode.value(0x30, entries), fields.rest])
        let keys = authority.issuing.key.kind
        let signature = try authority.issuing.key.sign(signed, with: keys == .ed25519 ? .ed25519 : .ecdsa(.sha256))
        try put(Encode.sequence([signed, head[1], Encode.bits(signature)]))
    }

    func put(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path + ".new"))
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: path + ".new", toPath: path)
    }

    func load(after older: ListTrial.Loaded? = nil) async throws -> ListTrial.Loaded {
        switch await trial.load(path, after: older) {
        case .list(let list): return list
        case .unchanged: throw Refused(detail: "unchanged")
        case .refused(let detail): throw Refused(detail: detail)
        }
    }

    func refusal(after older: ListTrial.Loaded? = nil) async -> String? {
        if case .refused(let detail) = await trial.load(path, after: older) { detail } else { nil }
    }

    struct Refused: Error { let detail: String }

    /// Steps over values that are known to be well formed.
    private struct DER {
        private var bytes: ArraySlice<UInt8>

        init(_ bytes: some Sequence<UInt8>) { self.bytes = ArraySlice(bytes) }

        var rest: [UInt8] { Array(bytes) }

        mutating func next() -> [UInt8] {
            let length = header + content
            defer { bytes = bytes.dropFirst(length) }
            return Array(bytes.prefix(length))
        }

        var inside: DER { DER(bytes.dropFirst(header).prefix(content)) }

        private var first: Int { Int(bytes[bytes.startIndex + 1]) }
        private var header: Int { first < 0x80 ? 2 : 2 + (first & 0x7F) }
        private var content: Int {
            first < 0x80 ? first : bytes.dropFirst(2).prefix(first & 0x7F).reduce(0) { $0 << 8 | Int($1) }
        }
    }
}

extension ListTrial.Loaded {
    func lists(_ serial: [UInt8]) -> Bool { finding(of: serial) != .absent }
}
