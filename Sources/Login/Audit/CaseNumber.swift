public import OpenSSL

/// A number for the telephone, like `4F7K-2M9Q-X`: 40 random bits in 8 characters and one to check.
public struct CaseNumber: Hashable, Sendable, CustomStringConvertible {
    /// Nine characters without hyphens.
    private let characters: String

    public init(randomness: Randomness) {
        let values = randomness(8).map { $0 & 0x1F }
        characters = Self.text(values + [Self.check(values)])
    }

    /// Reads what somebody typed: hyphens and spaces do not matter, nor does case.
    ///
    /// - Returns: `nil` if it is no case number, or one character is wrong or two are swapped.
    public init?(_ text: String) {
        let typed = text.uppercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
        let values = typed.compactMap { Self.alphabet.firstIndex(of: $0).map(UInt8.init) }
        guard typed.count == 9, values.count == 9, Self.check(Array(values.prefix(8))) == values[8] else { return nil }
        characters = Self.text(values)
    }

    public var description: String {
        "\(characters.prefix(4))-\(characters.dropFirst(4).prefix(4))-\(characters.suffix(1))"
    }

    /// No I, L, O and U: they are taken for 1, 0 and V.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func text(_ values: [UInt8]) -> String {
        String(decoding: values.map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// A polynomial over the field of 32 elements (x⁵ + x² + 1) at its generator: any one wrong character and any
    /// two swapped ones change it.
    private static func check(_ values: [UInt8]) -> UInt8 {
        values.reduce(into: 0) { sum, value in
            let doubled = (sum ^ value) << 1
            sum = doubled & 0x20 == 0 ? doubled : doubled ^ 0x25
        }
    }
}
