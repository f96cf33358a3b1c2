import OpenSSL

/// Sorts any number of entries by bucket with little memory: one pass into 256 sections on disk, then each by itself.
struct SerialSorter: ~Copyable, Sendable {
    /// Three times ten million: what the sections below have room for.
    static let mostEntries = 32_000_000
    /// Entries of one section held in memory at once; seven times what a list of ten million needs.
    private static let mostPerSection = 300_000
    private static let blockEntries = 1_024
    private static let blockWords = 3 * blockEntries

    let key: BucketKey
    private let scratch: PrivateFile
    /// One block for each section, then the next.
    private var blocks: [UInt64]
    /// Words in the block that is being filled.
    private var filled: [Int]
    /// Which blocks of the scratch file are a section's.
    private var written: [[UInt32]]
    private var blocksWritten: UInt32 = 0

    init(_ shelf: ListShelf, key: BucketKey) throws(FileTrouble) {
        self.key = key
        scratch = try shelf.scratch()
        blocks = [UInt64](repeating: 0, count: SerialIndex.sections * Self.blockWords)
        filled = [Int](repeating: 0, count: SerialIndex.sections)
        written = [[UInt32]](repeating: [], count: SerialIndex.sections)
    }

    mutating func take(_ serial: SerialNumber, _ reason: ListedReason) throws(FileTrouble) {
        let bucket = key.bucket(of: serial)
        let section = bucket / SerialIndex.bucketsPerSection
        let place = section * Self.blockWords + filled[section]
        blocks[place] = serial.low
        blocks[place + 1] = serial.middle
        blocks[place + 2] =
            UInt64(bucket % SerialIndex.bucketsPerSection) << 16 | UInt64(serial.high & 0xFFF) << 4
            | UInt64(reason.code)
        filled[section] += 3
        if filled[section] == Self.blockWords { try flush(section) }
    }

    private mutating func flush(_ section: Int) throws(FileTrouble) {
        guard blocksWritten < UInt32(Self.mostEntries / Self.blockEntries) else {
            throw FileTrouble(noRoom: "more than \(Self.mostEntries) entries")
        }
        let start = section * Self.blockWords
        try scratch.append(blocks, start..<start + Self.blockWords)
        written[section].append(blocksWritten)
        blocksWritten += 1
        filled[section] = 0
    }

    /// Writes the sections and the starts of all buckets. Returns the number of entries.
    mutating func write(
        to file: PrivateFile, older: SerialIndex?, _ digest: inout RunningDigest
    ) throws(FileTrouble) -> Int {
        var starts: [UInt32] = []
        starts.reserveCapacity(BucketKey.count + 1)
        var count = 0
        var section = SectionSorter()
        for number in 0..<SerialIndex.sections {
            try gather(number, older, &section)
            for size in section.sort() {
                starts.append(UInt32(truncatingIfNeeded: count))
                count += size
            }
            guard count <= Self.mostEntries else {
                throw FileTrouble(noRoom: "more than \(Self.mostEntries) entries")
            }
            try file.append(section.low, to: &digest)
            try file.append(section.middle, to: &digest)
            try file.append(section.last, to: &digest)
        }
        starts.append(UInt32(truncatingIfNeeded: count))
        try file.append(starts, to: &digest)
        return count
    }

    /// All entries of a section, and what an earlier list revoked. Those listed many times over are joined on the way, so
    /// that a list of one number ten million times needs no more room than another.
    private func gather(
        _ number: Int, _ older: SerialIndex?, _ section: inout SectionSorter
    ) throws(FileTrouble) {
        section.begin()
        let start = number * Self.blockWords
        section.records.append(contentsOf: blocks[start..<start + filled[number]])
        older?.finalEntries(ofSection: number, into: &section.records)
        for block in written[number] {
            if section.records.count > 3 * Self.mostPerSection {
                section.join()
                guard section.records.count <= 2 * Self.mostPerSection else {
                    throw FileTrouble(noRoom: "too many serial numbers of one kind")
                }
            }
            try scratch.read(Self.blockWords, wordsAt: 8 * Int(block) * Self.blockWords, into: &section.records)
        }
    }
}

extension FileTrouble {
    init(noRoom what: String) { self.init(text: "no room for \(what)") }
}
