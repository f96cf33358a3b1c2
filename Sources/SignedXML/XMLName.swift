/// The expanded name of an element or attribute (Namespaces in XML §2.1).
///
/// Names are equal when their bytes are. Swift's own equality of strings takes canonically equivalent texts for one:
/// a Kelvin sign (U+212A) would pass for the K of `KeyInfo`, which no other XML software believes.
public struct XMLName: Hashable, Sendable {
    public let namespace: String
    public let local: String

    public init(_ namespace: String, _ local: String) {
        self.namespace = namespace
        self.local = local
    }

    public static func == (a: XMLName, b: XMLName) -> Bool {
        sameBytes(a.local, b.local) && sameBytes(a.namespace, b.namespace)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in local.utf8 { hasher.combine(byte) }
    }
}

/// Whether two texts are the same byte for byte, which identifiers and addresses must be (S1).
public func sameBytes(_ a: String, _ b: String) -> Bool {
    guard a.utf8.count == b.utf8.count else { return false }
    let one = a.utf8.span
    let other = b.utf8.span
    for index in one.indices where one[index] != other[index] { return false }
    return true
}
