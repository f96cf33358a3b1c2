import Foundation
import OpenSSL

/// The cards that were found revoked, one line each: revoked is for ever, also after a restart. Where no folder is kept
/// nothing is written.
struct RevokedLog: Sendable {
    /// 65,536: as many as are remembered in memory.
    static let most = 65_536
    /// A line has some hundred bytes; one from before, with a whole response in it, a quarter of a million at most.
    private static let longestLine = 1 << 19
    /// What is read of a file, from its end.
    private static let longest = 256 << 20
    private static let newline = UInt8(ascii: "\n")
    private let path: String?

    init(on shelf: ListShelf) { path = shelf.log }

    struct Line: Codable, Sendable {
        let authority: [UInt8]
        let serial: [UInt8]
        let source: String
        let url: String
        let thisUpdate: Date
        let nextUpdate: Date?
        /// Of the list or the OCSP response; the response itself is kept with the logins that it decided.
        let sha256: [UInt8]?
        let issuer: [UInt8]?
        let number: [UInt8]?
        /// Whole responses stood here once.
        let response: [UInt8]?
    }

    func append(_ card: CardKey, _ evidence: RevocationEvidence) throws(FileTrouble) {
        guard let path, let text = try? JSONEncoder().encode(Line(card, evidence)) else { return }
        let file = try PrivateFile(appendingTo: path)
        // The line before may have been cut short by a crash: it must not swallow this one.
        try file.append([Self.newline] + Array(text) + [Self.newline])
        try file.sync()
    }

    /// The last ones, and how many lines could not be read, as the last may be after a crash.
    ///
    /// - Parameter shelf: where a log that has grown too long is written anew, with these lines only.
    func read(
        rewritingOn shelf: ListShelf
    ) throws(FileTrouble) -> (known: [(CardKey, RevocationEvidence)], unreadable: Int) {
        guard let path, PrivateFolder.holds(path) else { return ([], 0) }
        let file = try MappedFile(path: path, atMost: .max)
        let (lines, count, tooLong) = Self.lines(of: file)
        let known = lines.compactMap { try? JSONDecoder().decode(Line.self, from: Data($0)).card }
        if count > 2 * Self.most || file.count > Self.longest {
            let shorter = try shelf.part()
            for (card, evidence) in known {
                guard let text = try? JSONEncoder().encode(Line(card, evidence)) else { continue }
                try shorter.append(Array(text) + [Self.newline])
            }
            try shorter.sync()
            try shorter.replace(path)
        }
        return (known, lines.count - known.count + tooLong)
    }

    /// The last lines of a file, read in pieces; how many there are; and how many are too long to be any.
    private static func lines(of file: MappedFile) -> (lines: [[UInt8]], count: Int, tooLong: Int) {
        var (lines, line, count, tooLong) = ([[UInt8]](), [UInt8](), 0, 0)
        func end() {
            defer { line = [] }
            guard !line.isEmpty else { return }
            count += 1
            guard line.count <= longestLine else {
                tooLong += 1
                return
            }
            lines.append(line)
            if lines.count >= 2 * most { lines.removeFirst(most) }
        }
        var start = max(0, file.count - longest)
        while start < file.count {
            let piece = file.bytes(start..<min(file.count, start + 1 << 16))
            start += 1 << 16
            let parts = piece.split(separator: newline, omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index > 0 { end() }
                if line.count <= longestLine { line += part }
            }
        }
        end()
        return (lines.suffix(most), count, tooLong)
    }
}

extension RevokedLog.Line {
    init(_ card: CardKey, _ evidence: RevocationEvidence) {
        (authority, serial, response) = (card.authority, card.serial, nil)
        (source, url) = (evidence.source.rawValue, evidence.url)
        (thisUpdate, nextUpdate) = (evidence.thisUpdate, evidence.nextUpdate)
        switch evidence.proof {
        case .ocsp(let response): (issuer, number, sha256) = (nil, nil, DigestAlgorithm.sha256.digest(response))
        case .crl(let issuer, let number, let sha256):
            (self.issuer, self.number, self.sha256) = (issuer, number, sha256)
        }
    }

    /// The proof is a digest: what was signed is looked up where it was recorded.
    var card: (CardKey, RevocationEvidence)? {
        guard let kind = RevocationSource.Kind(rawValue: source),
            let sha256 = sha256 ?? response.map({ DigestAlgorithm.sha256.digest($0) })
        else { return nil }
        let evidence = RevocationEvidence(
            source: kind == .ocsp ? .ocsp(url) : .crl(url), thisUpdate: thisUpdate, nextUpdate: nextUpdate,
            at: thisUpdate, proof: .crl(issuer: issuer ?? [], number: number, sha256: sha256))
        return (CardKey(authority: authority, serial: serial), evidence)
    }
}
