import Synchronization

/// Lists of validation cases, read once for many cases. Bounded: some 30 MB at the most.
final class CRLShelf: Sendable {
    private let lists = Mutex(RecentCards<[UInt8], PooledCRL>(capacity: 256))

    /// Larger ones are read anew each time: those of authorities have 1 KB, and one for each case would fill the shelf.
    private static let largest = 65_536

    func witness(for given: ValidationCase) -> CRLWitness {
        CRLWitness(pool(given.crls), terms: CRLTerms(maximumAge: given.maximumAge, rules: given.rules))
    }

    private func pool(_ files: [[UInt8]]) -> CRLPool {
        var seen = Set<[UInt8]>()
        return CRLPool(files.filter { seen.insert($0).inserted }.compactMap(list))
    }

    /// nil if it cannot be read.
    private func list(_ der: [UInt8]) -> PooledCRL? {
        guard der.count <= Self.largest else { return try? PooledCRL(der: der) }
        if let known = lists.withLock({ $0[der] }) { return known }
        guard let list = try? PooledCRL(der: der) else { return nil }
        lists.withLock { $0.remember(list, for: list.list.der) }
        return list
    }
}

extension ValidationCase {
    /// The oldest `thisUpdate` that counts; nil: any that has not run out.
    var maximumAge: Duration? {
        // 36,500 days: a century.
        maximumAgeDays.map { .seconds(max(0, min($0, 36_500)) * 86_400) }
    }
}
