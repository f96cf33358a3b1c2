import Foundation
import OpenSSL

/// The file in which a list lies beside the store: its entries as an index or a table, what it says of itself, and a seal
/// over everything. Written once, replaced whole.
///
///     entries | notes (JSON) | 12 words: magic, form, entries, own entries, length of the notes, 0, key of the buckets | seal
struct ListFile {
    private static let magic: UInt64 = 0x0131_5453_4C54_5250  // "PRTLST1", and the version of this layout
    private static let words = 12
    private static let sealLength = 32
    /// 32 million entries, and starts.
    private static let longest = 1 << 30

    /// What is told about a list besides its entries.
    struct Notes: Codable, Sendable {
        let url: String
        let authority: [UInt8]
        let sha256: [UInt8]
        let parts: ListParts
        var entityTag: String?
        var lastModified: String?
    }

    let notes: Notes
    let head: CRLHead
    let serials: RevokedSerials
    /// How many entries the list has itself.
    let count: Int

    // MARK: Writing

    /// Writes entries, notes and seal. The result may be mapped at once; it is kept when it has been given its place.
    static func write(
        _ list: consuming UnverifiedList, _ notes: Notes, on shelf: ListShelf
    ) throws(FileTrouble) -> (serials: RevokedSerials, file: PrivateFile?) {
        var digest = RunningDigest(.sha256)
        let (count, isLong) = (list.collector.count, list.collector.isLong)
        // A short list that is not kept needs no file.
        let file = isLong || shelf.folder != nil ? try shelf.part() : nil
        switch try list.collector.finish(into: file, &digest) {
        case .few(let table):
            guard let file else { return (.few(table), nil) }
            var entries: [UInt64] = []
            for (serial, reason) in table {
                entries += [serial.low, serial.middle, UInt64(serial.high) << 8 | UInt64(reason.code)]
            }
            try file.append(entries, to: &digest)
            let tail = [0, UInt64(table.count), UInt64(count)]
            try finish(file, digest, tail, [UInt64](repeating: 0, count: 6), notes, shelf)
            return (.few(table), file)
        case .many(let key, let all):
            guard let file else { throw FileTrouble(noRoom: "a long list") }
            try finish(file, digest, [1, UInt64(all), UInt64(count)], key.words, notes, shelf)
            guard let index = SerialIndex(try MappedFile(path: file.path, atMost: longest), key: key, count: all)
            else { throw FileTrouble(text: "\(file.path) does not read as it was written") }
            return (.many(index), file)
        }
    }

    private static func finish(
        _ file: PrivateFile, _ digest: consuming RunningDigest, _ counts: [UInt64], _ key: [UInt64], _ notes: Notes,
        _ shelf: ListShelf
    ) throws(FileTrouble) {
        guard let text = (try? JSONEncoder().encode(notes)).map(Array.init) else {
            throw FileTrouble(text: "notes on a list cannot be written")
        }
        try file.append(text, to: &digest)
        try file.append([magic] + counts + [UInt64(text.count), 0] + key, to: &digest)
        try file.append(HMAC.sha256(key: shelf.key, digest.finish()))
    }

    // MARK: Reading

    /// Opens the file at a place and believes it only if it is whole, ours and of this layout. Says what is wrong else.
    init(at path: String, _ shelf: ListShelf) throws(FileTrouble) {
        func fail(_ what: String) -> FileTrouble { FileTrouble(text: "\(path) \(what)") }
        let file = try MappedFile(path: path, atMost: Self.longest)
        let tail = file.count - Self.sealLength - 8 * Self.words
        guard tail >= 0 else { throw fail("is cut short") }
        let seal = HMAC.sha256(key: shelf.key, file.digest(.sha256, 0..<file.count - Self.sealLength))
        guard constantTimeEquals(seal, file.bytes(file.count - Self.sealLength..<file.count)) else {
            throw fail("was altered, or damaged, or is another house's")
        }
        let words = (0..<Self.words).map { file.uint64(at: tail + 8 * $0) }
        guard words[0] == Self.magic, words[1] <= 1, words[2] <= SerialSorter.mostEntries, words[3] <= .max / 2,
            words[4] <= 1 << 20
        else { throw fail("has another layout") }
        let (isLong, all, length) = (words[1] == 1, Int(words[2]), Int(words[4]))
        let entries = isLong ? all * SerialIndex.bytesPerEntry + SerialIndex.startsLength : 24 * all
        guard entries + length == tail else { throw fail("has another length than it says") }
        let notes = Data(file.bytes(entries..<tail))
        guard let notes = try? JSONDecoder().decode(Notes.self, from: notes), let head = try? notes.parts.head() else {
            throw fail("has notes that cannot be read")
        }
        (self.notes, self.head, count) = (notes, head, Int(words[3]))
        if isLong {
            guard let key = BucketKey(words: Array(words[6...])), let index = SerialIndex(file, key: key, count: all)
            else { throw fail("has an index that does not hold together") }
            serials = .many(index)
        } else {
            serials = .few(Self.table(file, all))
        }
    }

    private static func table(_ file: MappedFile, _ count: Int) -> [SerialNumber: ListedReason] {
        var table: [SerialNumber: ListedReason] = [:]
        for entry in 0..<count {
            let last = file.uint64(at: 24 * entry + 16)
            let serial = SerialNumber(
                high: UInt32(truncatingIfNeeded: last >> 8), middle: file.uint64(at: 24 * entry + 8),
                low: file.uint64(at: 24 * entry))
            table[serial] = ListedReason(code: UInt8(last & 0x0F))
        }
        return table
    }
}
