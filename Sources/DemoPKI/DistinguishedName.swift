/// A name of RFC 5280 §4.1.2.4: relative names in order, each of one or more attributes.
public struct DistinguishedName: Hashable, Sendable {
    public var relativeNames: [[Attribute]]

    public init(_ relativeNames: [[Attribute]]) { self.relativeNames = relativeNames }

    /// The common form: one attribute in each relative name.
    public init(_ attributes: [Attribute]) { relativeNames = attributes.map { [$0] } }

    public var der: [UInt8] { Encode.sequence(relativeNames.map { Encode.set($0.map(\.der)) }) }

    /// One attribute of a name.
    public struct Attribute: Hashable, Sendable {
        public var type: String
        public var text: Text

        public init(_ type: String, _ text: Text) { (self.type, self.text) = (type, text) }

        public var der: [UInt8] { Encode.sequence([Encode.oid(type), text.der]) }

        public static func commonName(_ text: String) -> Self { Self("2.5.4.3", .utf8(text)) }
        public static func surname(_ text: String) -> Self { Self("2.5.4.4", .utf8(text)) }
        public static func serialNumber(_ text: String) -> Self { Self("2.5.4.5", .printable(text)) }
        public static func country(_ text: String) -> Self { Self("2.5.4.6", .printable(text)) }
        public static func organization(_ text: String) -> Self { Self("2.5.4.10", .utf8(text)) }
        public static func givenName(_ text: String) -> Self { Self("2.5.4.42", .utf8(text)) }
    }

    /// The string types that a name may be written in (DirectoryString, RFC 5280 §4.1.2.4), and any other.
    public enum Text: Hashable, Sendable {
        case utf8(String)
        case printable(String)
        case ia5(String)
        /// Latin-1, as T61String is really used.
        case t61(String)
        /// UTF-16, big-endian.
        case bmp(String)
        /// UTF-32, big-endian.
        case universal(String)
        case raw(tag: UInt8, [UInt8])

        public var der: [UInt8] {
            switch self {
            case .utf8(let text): Encode.value(0x0C, Array(text.utf8))
            case .printable(let text): Encode.value(0x13, Array(text.utf8))
            case .ia5(let text): Encode.value(0x16, Array(text.utf8))
            case .t61(let text):
                Encode.value(0x14, text.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : 0x3F })
            case .bmp(let text): Encode.value(0x1E, text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
            case .universal(let text):
                Encode.value(
                    0x1C,
                    text.unicodeScalars.flatMap { scalar in
                        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: scalar.value >> $0) }
                    })
            case .raw(let tag, let bytes): Encode.value(tag, bytes)
            }
        }
    }
}
