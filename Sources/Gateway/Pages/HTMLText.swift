extension String {
    /// Appends a value as HTML text, safe between tags and in quoted attributes.
    ///
    /// Carriage return and line feed are written as references, since an HTML parser would change them: a RelayState
    /// must come back as it was. NUL cannot be written in HTML at all and is left out.
    mutating func append(escaping value: String) {
        // Sealed texts and responses are long and hold little to escape: a pass over the bytes finds that out quickly.
        let bytes = value.utf8Span.span
        var done = value.startIndex
        for offset in bytes.indices where mustBeEscaped(bytes[offset]) {
            let index = value.utf8.index(value.startIndex, offsetBy: offset)
            append(contentsOf: value[done..<index])
            append(reference(to: bytes[offset]))
            done = value.utf8.index(after: index)
        }
        if done == value.startIndex { append(value) } else { append(contentsOf: value[done...]) }
    }
}

private func mustBeEscaped(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
    case UInt8(ascii: "\r"), UInt8(ascii: "\n"), 0: true
    default: false
    }
}

private func reference(to byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    case UInt8(ascii: "\r"): "&#13;"
    case UInt8(ascii: "\n"): "&#10;"
    default: ""
    }
}

/// The address where a link or form may lead: http, https or a path of this host, else nothing.
///
/// threats: S2. An address is checked when it is registered; this is the second lock, at the place of use.
func webAddress(_ address: String) -> String {
    let lower = address.prefix(8).lowercased()
    guard lower.hasPrefix("https://") || lower.hasPrefix("http://") || isPath(address) else { return "" }
    return address
}

private func isPath(_ address: String) -> Bool {
    address.hasPrefix("/") && !address.hasPrefix("//") && !address.hasPrefix("/\\")
}

/// A telephone number as a `tel:` address has it (RFC 3966): digits and a leading plus.
func dialled(_ phone: String) -> String {
    (phone.hasPrefix("+") ? "+" : "") + phone.filter { $0.isASCII && $0.isNumber }
}
