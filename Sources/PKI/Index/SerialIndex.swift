import OpenSSL

/// An exact index over millions of serial numbers, in a mapped file: 18 bytes each, and 4 MB of starts.
///
/// The file is a run of 256 sections; section `s` holds the entries of buckets `s·4096 …` in the order of their buckets,
/// as three columns: 8 bytes low, 8 bytes middle, 2 bytes with the last 12 bits and the reason. Behind the sections stand
/// the starts of all buckets. One look-up reads the starts, one run of the first column, and, where that agrees, the rest.
package struct SerialIndex: Sendable {
    static let sections = 256
    static let bucketsPerSection = BucketKey.count / sections
    static let bytesPerEntry = 18
    static let startsLength = 4 * (BucketKey.count + 1)

    let file: MappedFile
    let key: BucketKey
    package let count: Int

    /// Nil unless the starts ascend from nothing to the count, all within the file.
    init?(_ file: MappedFile, key: BucketKey, count: Int) {
        guard count >= 0, count <= SerialSorter.mostEntries,
            file.count >= count * Self.bytesPerEntry + Self.startsLength
        else { return nil }
        (self.file, self.key, self.count) = (file, key, count)
        var last = 0
        for bucket in 0...BucketKey.count {
            let start = start(bucket)
            guard start >= last, bucket > 0 || start == 0 else { return nil }
            last = start
        }
        guard last == count else { return nil }
    }

    package subscript(serial: SerialNumber) -> RevokedSerials.Finding {
        let bucket = key.bucket(of: serial)
        let section = section(bucket / Self.bucketsPerSection)
        let (first, end) = (start(bucket) - section.lowerBound, start(bucket + 1) - section.lowerBound)
        // Checked when it was mapped; whoever writes into the file afterwards gets no answer out of it.
        guard section.upperBound <= count, first >= 0, first <= end, end <= section.count else { return .unreadable }
        let columns = Columns(section)
        var next = first
        while let place = file.place(of: serial.low, from: columns.low, count: next..<end) {
            if file.uint64(at: columns.middle + 8 * place) == serial.middle {
                let last = file.uint16(at: columns.last + 2 * place)
                if UInt32(last >> 4) == serial.high & 0xFFF { return .listed(ListedReason(code: UInt8(last & 0x0F))) }
            }
            next = place + 1
        }
        return .absent
    }

    /// The entries of a section that no later list lifts, as the sorter takes them.
    func finalEntries(ofSection number: Int, into records: inout [UInt64]) {
        let section = section(number)
        guard section.lowerBound >= 0, section.upperBound <= count else { return }
        let columns = Columns(section)
        var place = 0
        for offset in 0..<Self.bucketsPerSection {
            let end = min(start(number * Self.bucketsPerSection + offset + 1) - section.lowerBound, section.count)
            while place < end {
                let last = UInt64(file.uint16(at: columns.last + 2 * place))
                if ListedReason(code: UInt8(last & 0x0F)).isFinal {
                    records.append(file.uint64(at: columns.low + 8 * place))
                    records.append(file.uint64(at: columns.middle + 8 * place))
                    records.append(UInt64(offset) << 16 | last | UInt64(ListedReason.before.code))
                }
                place += 1
            }
        }
    }

    /// Where the entries of a section stand among all.
    private func section(_ number: Int) -> Range<Int> {
        let first = start(number * Self.bucketsPerSection)
        return first..<max(first, start((number + 1) * Self.bucketsPerSection))
    }

    private func start(_ bucket: Int) -> Int {
        Int(file.uint32(at: count * Self.bytesPerEntry + 4 * bucket))
    }

    private struct Columns {
        let low: Int, middle: Int, last: Int

        init(_ section: Range<Int>) {
            low = section.lowerBound * SerialIndex.bytesPerEntry
            middle = low + 8 * section.count
            last = middle + 8 * section.count
        }
    }
}
