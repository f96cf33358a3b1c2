package import OpenSSL
import SwiftASN1

/// Reads a CRL (RFC 5280 §5.1) as its bytes arrive, in pieces of any size, without ever holding all of it.
///
/// Nothing of it is believed before `finish`, and before the signature over what passed by has been verified.
package struct ListReader: ~Copyable, Sendable {
    /// The fields before the entries, and those behind them with the signature. A name or an extension may be long, but
    /// not without end.
    private static let longestPart = 65_536

    private enum Phase { case head, entries, tail }

    private var phase = Phase.head
    /// What has arrived and is not read yet; its first byte is byte `passed` of the list.
    private var window: [UInt8] = []
    private var passed = 0
    private var arrived = 0

    /// Known from the outermost length on.
    private var end = 0
    private var bodyEnd = 0
    private var entriesEnd = 0
    /// The fields before the entries.
    private var fields: [UInt8] = []
    private var issuer: DistinguishedName?

    private let limit: Int
    private let shelf: ListShelf
    private var collector: SerialCollector
    private var defect: String?
    private var hasRemovals = false
    /// Whether entries from here on speak of the list's own issuer's certificates (RFC 5280 §5.3.3).
    private var isOwn = true
    /// Which other issuers' they speak of.
    private var others: [CanonicalName] = []
    private var namesIssuers = false
    /// Nobody has more names than this; each costs a digest for each entry.
    private static let mostNames = 4

    private var whole = RunningDigest(.sha256)
    private var body: RunningDigest?
    private var digested = 0
    /// The signed bytes, for an algorithm that signs no digest.
    private var kept: PrivateFile?

    /// - Parameter older: the serial numbers of the list before.
    package init(
        after older: RevokedSerials?, atMost limit: Int, on shelf: ListShelf, randomness: Randomness = .system
    ) throws(FileTrouble) {
        (self.limit, self.shelf) = (limit, shelf)
        collector = try SerialCollector(after: older, on: shelf, randomness: randomness)
    }

    /// Takes the next piece.
    package mutating func take(_ piece: [UInt8]) throws(ListDefect) {
        arrived += piece.count
        guard arrived <= limit else { throw ListDefect("CRL is larger than \(limit) bytes") }
        whole.update(piece)
        window.append(contentsOf: piece)
        do {
            if phase == .head { guard try readHead() else { return } }
            try digestBody()
            if phase == .entries { try readEntries() }
        } catch let trouble as FileTrouble {
            throw ListDefect("\(trouble)")
        } catch let defect as ListDefect {
            throw defect
        } catch {
            throw .malformed
        }
        guard arrived <= end else { throw ListDefect("CRL cannot be read: bytes follow it") }
        guard phase == .entries || end - passed <= 2 * Self.longestPart else { throw .malformed }
    }

    // MARK: Before the entries

    /// False: more bytes are needed.
    private mutating func readHead() throws -> Bool {
        guard case .whole(let tag, _, let list) = try PieceHeader.read(window, at: 0) else { return try wait() }
        guard tag == 0x30 else { throw ListDefect.malformed }
        guard list.upperBound <= limit else { throw ListDefect("CRL is larger than \(limit) bytes") }
        guard case .whole(let inner, let start, let content) = try PieceHeader.read(window, at: list.lowerBound) else {
            return try wait()
        }
        guard inner == 0x30, content.upperBound <= list.upperBound else { throw ListDefect.malformed }
        var place = content.lowerBound
        var parts: [Range<Int>] = []
        // version, algorithm, issuer, thisUpdate, nextUpdate: whatever stands before the entries or the extensions
        while place < content.upperBound {
            guard case .whole(let tag, _, let value) = try PieceHeader.read(window, at: place) else {
                return try wait()
            }
            guard value.upperBound <= content.upperBound, value.lowerBound <= Self.longestPart else {
                throw ListDefect.malformed
            }
            if parts.count >= 4, tag != 0x17, tag != 0x18 {
                guard tag == 0x30 else { break }
                entriesEnd = value.upperBound
                try begin(list, start, content, parts, before: place)
                drop(value.lowerBound)
                phase = .entries
                return true
            }
            guard parts.count < 5, value.upperBound <= Self.longestPart else { throw ListDefect.malformed }
            guard value.upperBound <= window.count else { return try wait() }
            parts.append(place..<value.upperBound)
            place = value.upperBound
        }
        try begin(list, start, content, parts, before: place)
        drop(place)
        phase = .tail
        return true
    }

    private func wait() throws(ListDefect) -> Bool {
        guard window.count <= Self.longestPart else { throw .malformed }
        return false
    }

    private mutating func begin(
        _ list: Range<Int>, _ start: Int, _ content: Range<Int>, _ parts: [Range<Int>], before place: Int
    ) throws {
        guard parts.count >= 4 else { throw ListDefect.malformed }
        (end, bodyEnd, digested) = (list.upperBound, content.upperBound, start)
        fields = Array(window[content.lowerBound..<place])
        // RFC 5280 §5.1.2.1: version 2; §5.1.2.2, §5.1.2.3
        guard Array(window[parts[0]]) == [0x02, 1, 1] else {
            throw ListDefect("CRL cannot be read: not version 2")
        }
        guard let algorithm = SignatureAlgorithm(algorithmIdentifier: Array(window[parts[1]])) else {
            throw ListDefect("CRL is signed with an algorithm that is not accepted")
        }
        issuer = try DistinguishedName(DER.parse(window[parts[2]]))
        if let digest = algorithm.digest { body = RunningDigest(digest) } else { kept = try shelf.part() }
        try digestBody()
    }

    private mutating func drop(_ count: Int) {
        window.removeFirst(count)
        passed += count
    }

    // MARK: As bytes pass by

    private mutating func digestBody() throws {
        let known = passed + window.count
        guard digested < min(known, bodyEnd) else { return }
        let range = digested - passed..<min(known, bodyEnd) - passed
        guard range.lowerBound >= 0 else { throw ListDefect.malformed }
        if body != nil { body?.update(window, range) } else { try kept?.append(Array(window[range])) }
        digested = range.upperBound + passed
    }

    private mutating func readEntries() throws {
        var bytes: [UInt8] = []
        swap(&bytes, &window)
        defer { swap(&bytes, &window) }
        let available = min(bytes.count, entriesEnd - passed)
        var place = 0
        while place < available {
            let content: Range<Int>
            // Nearly every entry is shorter than 128 bytes.
            if place + 1 < available, bytes[place + 1] < 0x80 {
                guard bytes[place] == 0x30 else { throw ListDefect.malformed }
                content = place + 2..<place + 2 + Int(bytes[place + 1])
            } else {
                guard case .whole(0x30, _, let long) = try PieceHeader.read(bytes, at: place) else {
                    guard bytes[place] == 0x30 else { throw ListDefect.malformed }
                    break
                }
                content = long
            }
            guard content.upperBound <= entriesEnd - passed, content.count <= Self.longestPart else {
                throw ListDefect.malformed
            }
            guard content.upperBound <= available else { break }
            try take(ListEntry(bytes, content))
            place = content.upperBound
        }
        bytes.removeFirst(place)
        passed += place
        if passed == entriesEnd { phase = .tail }
    }

    @inline(__always) private mutating func take(_ entry: ListEntry) throws {
        if let extensions = entry.extensions { note(extensions) }
        if entry.reason == .removeFromCRL { hasRemovals = true }
        if isOwn { try collector.take(entry.serial, ListedReason(entry.reason)) }
        for other in others {
            try collector.take(SerialNumber(entry.serial, issuedBy: other), ListedReason(entry.reason))
        }
    }

    private mutating func note(_ extensions: CRLEntryExtensions) {
        if let found = extensions.defect { defect = found }
        guard let names = extensions.certificateIssuers else { return }
        namesIssuers = true
        if names.count > Self.mostNames { defect = "an entry whose issuer has more than \(Self.mostNames) names" }
        others = names.prefix(Self.mostNames).filter { name in issuer.map { !name.matches($0) } ?? true }
        isOwn = others.count < min(names.count, Self.mostNames)
    }

    // MARK: At the end

    /// All bytes have come: the list, still unbelieved.
    consuming func finish() throws(ListDefect) -> UnverifiedList {
        guard phase == .tail, arrived == end else { throw .truncated }
        let rest = bodyEnd - passed
        guard rest >= 0, rest <= window.count else { throw .malformed }
        let (algorithm, signature) = try ending(from: rest)
        let parts = ListParts(fields: fields, trailer: Array(window[..<rest]), algorithm: algorithm)
        let head: CRLHead
        do { head = try parts.head() } catch { throw ListDefect("\(error)") }
        // RFC 5280 §5.2.4, §5.3.3
        if hasRemovals, !head.isDelta { defect = "an entry that only a delta CRL may have" }
        if namesIssuers, !head.scope.isIndirect { defect = "an entry of another issuer" }
        let signed: UnverifiedList.Signed =
            if let digest = body.take() { .digest(digest.finish()) } else { .bytes(kept) }
        return UnverifiedList(
            parts: parts, head: head, signature: signature, entryDefect: defect, sha256: whole.finish(),
            signed: signed, collector: collector)
    }

    /// The algorithm and the signature behind the signed part.
    private func ending(from start: Int) throws(ListDefect) -> (algorithm: [UInt8], signature: [UInt8]) {
        do {
            var parts = DERCursor(window, in: start..<window.count)
            let algorithm = try parts.next(0x30).whole
            let signature = try parts.next(0x03).whole
            guard parts.isAtEnd else { throw ListDefect.malformed }
            return (Array(window[algorithm]), try DER.parse(window[signature]).wholeBits())
        } catch {
            throw .malformed
        }
    }
}
