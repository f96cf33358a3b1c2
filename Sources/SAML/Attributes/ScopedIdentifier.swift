/// A lasting identifier with the scope in which it is unique (SAML subject identifiers §3.3.1, §3.4.1): the form of both
/// `subject-id` and `pairwise-id`.
public struct ScopedIdentifier: Hashable, Sendable, CustomStringConvertible {
    public let unique: String
    public let scope: String

    /// - Parameters:
    ///   - unique: 1 to 127 characters: a letter or digit, then letters, digits, `=` and `-`. Software compares it
    ///     without regard to case, so it must not differ by case alone.
    ///   - scope: 1 to 127 characters: a letter or digit, then letters, digits, `.` and `-`.
    public init?(unique: String, scope: String) {
        guard Self.holds(unique, besides: "=-"), Self.holds(scope, besides: ".-") else { return nil }
        self.unique = unique
        self.scope = scope
    }

    public var description: String { "\(unique)@\(scope)" }

    /// Without regard to case, as the profile says.
    public static func == (a: ScopedIdentifier, b: ScopedIdentifier) -> Bool {
        a.description.lowercased() == b.description.lowercased()
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(description.lowercased()) }

    private static func holds(_ text: String, besides others: String) -> Bool {
        guard (1...127).contains(text.utf8.count), text.utf8.first.map(isAlphanumeric) == true else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || others.utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
