/// What is checked on the bytes, before any parser sees them (R24, S3).
enum XMLBytes {
    /// The bytes to parse: the same ones, less a byte order mark where that is allowed.
    static func checked(_ bytes: [UInt8], limits: XMLLimits) throws(SignedXMLError) -> ArraySlice<UInt8> {
        guard bytes.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .encoding }
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) {
            guard limits.byteOrderMarkAllowed else { throw .encoding }
            rest = rest.dropFirst(3)
        }
        let declaration = try declarationLength(rest)
        try checkMarkup(rest.dropFirst(declaration), limits: limits)
        try checkTags(rest, limits: limits)
        return rest
    }

    /// Counts what may be attributes between one `<` and the next: `=` and a quotation mark. A well-formed tag holds no
    /// `<`, so that no attribute escapes the count; text that looks like attributes is counted too, which does no harm.
    private static func checkTags(_ bytes: ArraySlice<UInt8>, limits: XMLLimits) throws(SignedXMLError) {
        var count = 0
        var isAssigning = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "<"): (count, isAssigning) = (0, false)
            case UInt8(ascii: "="): isAssigning = true
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                if isAssigning { count += 1 }
                isAssigning = false
            default: if !byte.isXMLSpace { isAssigning = false }
            }
            if count > XMLLimits.attributesInOneTag { throw .tooManyNodes(limit: limits.nodes) }
        }
    }

    /// Every `<!` must begin a comment or a CDATA section, and no `<?` is left: no DTD, no entity, no instruction.
    private static func checkMarkup(_ bytes: ArraySlice<UInt8>, limits: XMLLimits) throws(SignedXMLError) {
        var at = bytes.startIndex
        while let open = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            at = open + 1
            guard at < bytes.endIndex else { return }
            if bytes[at] == UInt8(ascii: "?") { throw .forbidden(.processingInstruction) }
            guard bytes[at] == UInt8(ascii: "!") else { continue }
            let rest = bytes[(at + 1)...]
            if rest.starts(with: "--".utf8) {
                guard limits.commentsAllowed else { throw .forbidden(.comment) }
            } else if !rest.starts(with: "[CDATA[".utf8) {
                throw .forbidden(.doctype)
            }
        }
    }

    /// The length of `<?xml … ?>` at the very start. It may name version 1.0 and UTF-8 only.
    private static func declarationLength(_ bytes: ArraySlice<UInt8>) throws(SignedXMLError) -> Int {
        // With anything but a space behind it, it is another instruction, which is refused with the rest.
        guard bytes.starts(with: "<?xml".utf8), bytes.dropFirst(5).first?.isXMLSpace == true else { return 0 }
        // 200: a declaration with all three of its parts is below 80 bytes.
        let head = bytes.prefix(200)
        guard let end = head.firstIndex(of: UInt8(ascii: ">")), bytes[end - 1] == UInt8(ascii: "?") else {
            throw .notWellFormed(code: 0)
        }
        let text = String(decoding: head[(head.startIndex + 5)..<(end - 1)], as: UTF8.self)
        let parts = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("'", with: "\"")
        guard parts.hasPrefix("version=\"1.0\"") else { throw .encoding }
        guard let range = parts.firstRange(of: "encoding") else { return end + 1 - bytes.startIndex }
        let named = parts[range.upperBound...].drop { $0 == " " || $0 == "=" }
        guard named.lowercased().hasPrefix("\"utf-8\"") else { throw .encoding }
        return end + 1 - bytes.startIndex
    }
}
