extension [UInt8] {
    /// Appends a text's UTF-8 in one piece; the standard library's way goes byte by byte.
    public mutating func append(text: String) {
        var text = text
        text.withUTF8 { unsafe append(contentsOf: $0) }
    }
}
