import OpenSSL

/// Where the chain of records ends. The hash of a record is SHA-256 over the hash before it and the record's bytes,
/// its number among them; so none can be changed, taken out or moved without breaking what follows (threats: K2).
///
/// The head itself stands in the same store: whoever can rewrite every record from some point on and the head with
/// them leaves no trace here. A copy of the head kept elsewhere shows that too.
struct ChainHead: Equatable, Sendable {
    private(set) var count: Int
    private(set) var hash: [UInt8]

    /// No record yet.
    static let start = ChainHead(count: 0, hash: [UInt8](repeating: 0, count: 32))

    init(count: Int, hash: [UInt8]) {
        self.count = count
        self.hash = hash
    }

    /// The number of the record that comes next.
    var next: Int { count + 1 }

    static func hash(of record: [UInt8], after previous: [UInt8]) -> [UInt8] {
        DigestAlgorithm.sha256.digest(previous + record)
    }

    mutating func advance(by record: [UInt8]) {
        hash = Self.hash(of: record, after: hash)
        count = next
    }
}
