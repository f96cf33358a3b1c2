/// A bounded memory in two generations: when the young one is full, the old one is forgotten.
struct RecentCards<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let capacity: Int
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]

    /// Keeps between `capacity` and twice as many.
    init(capacity: Int) { self.capacity = capacity }

    subscript(key: Key) -> Value? {
        mutating get {
            if let value = young[key] { return value }
            guard let value = old.removeValue(forKey: key) else { return nil }
            remember(value, for: key)
            return value
        }
    }

    mutating func remember(_ value: Value, for key: Key) {
        if young.count >= capacity { (old, young) = (young, [:]) }
        young[key] = value
    }

    mutating func forget(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }

    mutating func forgetAll() { (young, old) = ([:], [:]) }
}
