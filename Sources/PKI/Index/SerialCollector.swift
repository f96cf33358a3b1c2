import OpenSSL

/// Takes the entries of a list as they pass by: a table while they are few, then the sorter.
struct SerialCollector: ~Copyable, Sendable {
    private var few: [SerialNumber: ListedReason] = [:]
    private var sorter: SerialSorter?
    /// How many entries came.
    private(set) var count = 0
    /// Whether an index in a file will come of it.
    var isLong: Bool { sorter != nil }
    private let older: RevokedSerials?
    private let shelf: ListShelf
    private let randomness: Randomness

    /// - Parameter older: the serial numbers of the list before this one. Those that were revoked stay so.
    init(after older: RevokedSerials?, on shelf: ListShelf, randomness: Randomness) throws(FileTrouble) {
        (self.older, self.shelf, self.randomness) = (older, shelf, randomness)
        // What has been a nation's list once will be again.
        if case .many(let index) = older { sorter = try SerialSorter(shelf, key: index.key) }
    }

    mutating func take(_ serial: SerialNumber, _ reason: ListedReason) throws(FileTrouble) {
        count += 1
        if sorter != nil { return try sorter?.take(serial, reason) ?? () }
        few[serial] = few[serial].map { $0.joined(with: reason) } ?? reason
        if few.count > RevokedSerials.fewest { try spill() }
    }

    private mutating func spill() throws(FileTrouble) {
        var sorter = try SerialSorter(shelf, key: BucketKey(randomness))
        for (serial, reason) in few { try sorter.take(serial, reason) }
        few = [:]
        self.sorter = consume sorter
    }

    /// The table, or the sections of an index written to a file.
    enum Outcome {
        case few([SerialNumber: ListedReason])
        case many(key: BucketKey, count: Int)
    }

    /// Adds what earlier lists revoked; writes the index, or the table, to the beginning of the file.
    mutating func finish(into file: PrivateFile?, _ digest: inout RunningDigest) throws(FileTrouble) -> Outcome {
        if case .few(let table) = older {
            for (serial, reason) in table where reason.isFinal {
                if sorter != nil { try sorter?.take(serial, .before) } else { carry(serial) }
            }
        }
        if case .many(let index) = older { return try many(file, index, &digest) }
        if sorter != nil { return try many(file, nil, &digest) }
        return .few(few)
    }

    private mutating func carry(_ serial: SerialNumber) {
        few[serial] = few[serial].map { $0.joined(with: .before) } ?? .before
    }

    private mutating func many(
        _ file: PrivateFile?, _ older: SerialIndex?, _ digest: inout RunningDigest
    ) throws(FileTrouble) -> Outcome {
        guard let file, var sorter = sorter.take() else { throw FileTrouble(noRoom: "a long list") }
        let count = try sorter.write(to: file, older: older, &digest)
        return .many(key: sorter.key, count: count)
    }
}
