import Foundation
import OpenSSL

/// The cards that were found revoked, one line each: revoked is for ever, also after a restart. Where no folder is kept
/// nothing is written.
struct RevokedLog: Sendable {
    /// 65,536: as many as are remembered in memory.
    static let most = 65_536
    private let path: String?

    init(on shelf: ListShelf) { path = shelf.log }

    struct Line: Codable, Sendable {
        let authority: [UInt8]
        let serial: [UInt8]
        let source: String
        let url: String
        let thisUpdate: Date
        let nextUpdate: Date?
        /// The OCSP response, or issuer, number and SHA-256 of the CRL.
        let response: [UInt8]?
        let issuer: [UInt8]?
        let number: [UInt8]?
        let sha256: [UInt8]?
    }

    func append(_ card: CardKey, _ evidence: RevocationEvidence) throws(FileTrouble) {
        guard let path, let text = try? JSONEncoder().encode(Line(card, evidence)) else { return }
        try PrivateFile(appendingTo: path).append(Array(text) + [UInt8(ascii: "\n")])
    }

    /// The last ones. Lines that cannot be read are left out, as the last may be after a crash.
    ///
    /// - Parameter shelf: where a log that has grown too long is written anew, with these lines only.
    func read(rewritingOn shelf: ListShelf) throws(FileTrouble) -> [(CardKey, RevocationEvidence)] {
        guard let path, shelf.has(path) else { return [] }
        let file = try MappedFile(path: path, atMost: .max)
        // 2 GB: far more than so many lines are, each with a response of at most 64 KB.
        let bytes = file.bytes(max(0, file.count - (2 << 30))..<file.count)
        let all = bytes.split(separator: UInt8(ascii: "\n"))
        let lines = all.suffix(Self.most)
        if all.count > 2 * Self.most {
            let shorter = try shelf.part()
            try shorter.append(Array(lines.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")])
            try shorter.replace(path)
        }
        return lines.compactMap { try? JSONDecoder().decode(Line.self, from: Data($0)).card }
    }
}

extension RevokedLog.Line {
    init(_ card: CardKey, _ evidence: RevocationEvidence) {
        (authority, serial) = (card.authority, card.serial)
        (source, url) = (evidence.source.rawValue, evidence.url)
        (thisUpdate, nextUpdate) = (evidence.thisUpdate, evidence.nextUpdate)
        switch evidence.proof {
        case .ocsp(let response): (self.response, issuer, number, sha256) = (response, nil, nil, nil)
        case .crl(let issuer, let number, let sha256):
            (response, self.issuer, self.number, self.sha256) = (nil, issuer, number, sha256)
        }
    }

    var card: (CardKey, RevocationEvidence)? {
        let proof: RevocationEvidence.Proof
        if let response {
            proof = .ocsp(response: response)
        } else {
            guard let issuer, let sha256 else { return nil }
            proof = .crl(issuer: issuer, number: number, sha256: sha256)
        }
        guard let kind = RevocationSource.Kind(rawValue: source) else { return nil }
        let evidence = RevocationEvidence(
            source: kind == .ocsp ? .ocsp(url) : .crl(url), thisUpdate: thisUpdate, nextUpdate: nextUpdate,
            at: thisUpdate, proof: proof)
        return (CardKey(authority: authority, serial: serial), evidence)
    }
}
