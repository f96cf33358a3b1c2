/// The serial numbers of a list: a table in memory for thousands, a mapped index for a nation's millions. Both exact.
package enum RevokedSerials: Sendable {
    case few([SerialNumber: ListedReason])
    case many(SerialIndex)

    /// What becomes of lists with more entries: beyond that memory would be felt.
    static let fewest = 16_384

    package enum Finding: Hashable, Sendable {
        case absent
        case listed(ListedReason)
        /// The index was altered beneath us.
        case unreadable
    }

    package subscript(serial: SerialNumber) -> Finding {
        switch self {
        case .few(let table): table[serial].map(Finding.listed) ?? .absent
        case .many(let index): index[serial]
        }
    }

    /// How many there are, with those of earlier lists.
    package var count: Int {
        switch self {
        case .few(let table): table.count
        case .many(let index): index.count
        }
    }
}
