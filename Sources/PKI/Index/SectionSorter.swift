/// Sorts the entries of one section by bucket, and joins those for one serial number.
struct SectionSorter: Sendable {
    /// Three words an entry: low, middle, and the bucket within the section (12 bits), 12 bits more of the number, and
    /// the reason (4 bits).
    var records: [UInt64] = []
    private(set) var low: [UInt64] = []
    private(set) var middle: [UInt64] = []
    private(set) var last: [UInt16] = []
    private var places = [Int](repeating: 0, count: SerialIndex.bucketsPerSection + 1)

    mutating func begin() { records.removeAll(keepingCapacity: true) }

    /// Fills the columns. Returns how many entries each bucket has.
    mutating func sort() -> [Int] {
        distribute()
        var sizes = [Int](repeating: 0, count: SerialIndex.bucketsPerSection)
        var kept = 0
        for bucket in 0..<SerialIndex.bucketsPerSection {
            // `distribute` left behind where each bucket ends.
            let range = (bucket == 0 ? 0 : places[bucket - 1])..<places[bucket]
            let first = kept
            if range.count > 64 { order(range) }
            for place in range { keep(place, from: first, &kept) }
            sizes[bucket] = kept - first
        }
        let surplus = low.count - kept
        low.removeLast(surplus)
        middle.removeLast(surplus)
        last.removeLast(surplus)
        return sizes
    }

    /// Leaves one record for each serial number.
    mutating func join() {
        let sizes = sort()
        begin()
        var place = 0
        for (bucket, size) in sizes.enumerated() {
            for _ in 0..<size {
                records.append(low[place])
                records.append(middle[place])
                records.append(UInt64(bucket) << 16 | UInt64(last[place]))
                place += 1
            }
        }
    }

    /// Counting sort by bucket into the columns.
    private mutating func distribute() {
        let count = records.count / 3
        resize(to: count)
        for bucket in places.indices { places[bucket] = 0 }
        for record in 0..<count { places[Self.bucket(records[3 * record + 2])] += 1 }
        var sum = 0
        for bucket in places.indices {
            let size = places[bucket]
            places[bucket] = sum
            sum += size
        }
        for record in 0..<count {
            let word = records[3 * record + 2]
            let place = places[Self.bucket(word)]
            places[Self.bucket(word)] = place + 1
            low[place] = records[3 * record]
            middle[place] = records[3 * record + 1]
            last[place] = UInt16(truncatingIfNeeded: word)
        }
    }

    private mutating func resize(to count: Int) {
        if low.count > count {
            low.removeLast(low.count - count)
            middle.removeLast(middle.count - count)
            last.removeLast(last.count - count)
        } else {
            low.append(contentsOf: repeatElement(0, count: count - low.count))
            middle.append(contentsOf: repeatElement(0, count: count - middle.count))
            last.append(contentsOf: repeatElement(0, count: count - last.count))
        }
    }

    /// Moves an entry down to those of its bucket that are kept, or joins it with its like among them.
    private mutating func keep(_ place: Int, from first: Int, _ kept: inout Int) {
        let (word, other, end) = (low[place], middle[place], last[place])
        // In a long bucket, which is sorted, its like can only be the last.
        for index in stride(from: kept - 1, through: max(first, kept - 64), by: -1)
        where low[index] == word && middle[index] == other && last[index] >> 4 == end >> 4 {
            let reason = ListedReason(code: UInt8(last[index] & 0x0F))
            let joined = reason.joined(with: ListedReason(code: UInt8(end & 0x0F)))
            last[index] = end & 0xFFF0 | UInt16(joined.code)
            return
        }
        low[kept] = word
        middle[kept] = other
        last[kept] = end
        kept += 1
    }

    /// No honest list has a bucket as long as this; one made up of copies does.
    private mutating func order(_ range: Range<Int>) {
        let sorted = range.map { (low[$0], middle[$0], last[$0]) }.sorted { $0 < $1 }
        for (place, entry) in zip(range, sorted) {
            low[place] = entry.0
            middle[place] = entry.1
            last[place] = entry.2
        }
    }

    private static func bucket(_ word: UInt64) -> Int { Int(word >> 16 & 0xFFF) }
}
