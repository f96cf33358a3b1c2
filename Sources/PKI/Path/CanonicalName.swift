import Foundation

/// A distinguished name made ready to be compared as RFC 5280 §7.1 wants: letters folded, white space pressed together,
/// PrintableString and UTF8String alike. One relative name after the other, each bounded by itself, so that a name lies
/// within a subtree exactly if its bytes begin with the subtree's.
struct CanonicalName: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ name: DistinguishedName) { self.init(encoded: name.der) }

    init(encoded der: [UInt8]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(der.count)
        var outer = DERCursor(der)
        // What was read as a name has this form; were it otherwise, its bytes alone would be compared.
        guard let content = try? outer.next(0x30).content else {
            self.bytes = [0xFF] + der
            return
        }
        var relatives = DERCursor(der, in: content)
        while let relative = try? relatives.next(0x31) { Self.append(der, relative.content, to: &bytes) }
        self.bytes = relatives.isAtEnd ? bytes : [0xFF] + der
    }

    var isEmpty: Bool { bytes.isEmpty }

    func isWithin(_ subtree: CanonicalName) -> Bool { bytes.starts(with: subtree.bytes) }

    /// A relative name is a set: its attributes are compared in any order.
    private static func append(_ der: [UInt8], _ content: Range<Int>, to bytes: inout [UInt8]) {
        var attributes: [[UInt8]] = []
        var set = DERCursor(der, in: content)
        while let whole = try? set.next(0x30) { attributes.append(attribute(der, whole.content)) }
        attributes.sort { $0.lexicographicallyPrecedes($1) }
        bytes += length(attributes.count)
        for attribute in attributes { bytes += length(attribute.count) + attribute }
    }

    private static func attribute(_ der: [UInt8], _ content: Range<Int>) -> [UInt8] {
        var parts = DERCursor(der, in: content)
        guard let type = try? parts.next(0x06).whole, let tag = parts.tag, let value = try? parts.next() else {
            return Array(der[content])
        }
        var bytes = Array(der[type])
        if let text = PreparedText.prepare(der[value.content], tag: tag) {
            bytes.append(0)
            bytes += text
        } else {
            // RFC 5280 §7.1: other types are compared as they stand.
            bytes += der[value.whole]
        }
        return bytes
    }

    private static func length(_ count: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
    }
}

/// The text of an attribute as RFC 4518 §2 prepares it for comparison without regard to case and spaces.
enum PreparedText {
    /// nil for string types that are no text that can be relied upon (T61String), and for text that is not well-formed.
    static func prepare(_ content: ArraySlice<UInt8>, tag: UInt8) -> [UInt8]? {
        switch tag {
        case 0x0C, 0x13, 0x16:  // UTF8String, PrintableString, IA5String
            if content.allSatisfy({ $0 < 0x80 }) { return ascii(content) }
            guard tag == 0x0C, let text = String(validating: content, as: UTF8.self) else { return nil }
            return unicode(text)
        case 0x1E:  // BMPString
            guard content.count % 2 == 0 else { return nil }
            let units = pairs(content, of: 2).map { UInt16($0) }
            return String(validating: units, as: UTF16.self).map(unicode)
        case 0x1C:  // UniversalString
            guard content.count % 4 == 0 else { return nil }
            return String(validating: pairs(content, of: 4), as: UTF32.self).map(unicode)
        default: return nil
        }
    }

    private static func pairs(_ content: ArraySlice<UInt8>, of width: Int) -> [UInt32] {
        stride(from: content.startIndex, to: content.endIndex, by: width).map { start in
            content[start..<start + width].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    private static func ascii(_ content: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        var isAfterSpace = true  // leading spaces fall away
        for byte in content {
            switch byte {
            case 0x20, 0x09...0x0D:
                if !isAfterSpace { text.append(0x20) }
                isAfterSpace = true
            case 0x00..<0x20, 0x7F: continue
            case 0x41...0x5A:
                text.append(byte | 0x20)
                isAfterSpace = false
            default:
                text.append(byte)
                isAfterSpace = false
            }
        }
        if text.last == 0x20 { text.removeLast() }
        return text
    }

    private static func unicode(_ text: String) -> [UInt8] {
        // Folding may undo the normal form, so it is made again (RFC 4518 §2.3).
        let folded = text.precomposedStringWithCompatibilityMapping.folding(options: .caseInsensitive, locale: nil)
            .lowercased().precomposedStringWithCompatibilityMapping
        var scalars = String.UnicodeScalarView()
        for scalar in folded.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .spaceSeparator, .lineSeparator, .paragraphSeparator: scalars.append(" ")
            case .format, .control: if (0x09...0x0D).contains(scalar.value) { scalars.append(" ") }
            default: scalars.append(scalar)
            }
        }
        let bytes = Array(String(scalars).utf8)
        var pressed: [UInt8] = []
        for byte in bytes where byte != 0x20 || (pressed.last ?? 0x20) != 0x20 { pressed.append(byte) }
        if pressed.last == 0x20 { pressed.removeLast() }
        return pressed
    }
}
