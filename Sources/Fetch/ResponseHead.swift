/// The few response header fields that callers read; all others are dropped as they arrive.
struct ResponseHead {
    private static let kept: Set<String> = ["content-type", "etag", "last-modified"]
    private var fields: [String: String] = [:]
    private var received = 0
    private(set) var status: Int?

    subscript(name: String) -> String? { fields[name] }

    /// One line as it came, with its end. False when the head has grown beyond 16 KB.
    mutating func receive(_ line: String) -> Bool {
        received += line.utf8.count
        guard received <= 16_384 else { return false }
        if line.hasPrefix("HTTP/") {
            // after an interim response (1xx) the head begins anew
            fields = [:]
            status = line.split(separator: " ").dropFirst().first.flatMap { Int(Self.trimmed($0)) }
        }
        guard let colon = line.firstIndex(of: ":") else { return true }
        let name = line[..<colon].lowercased()
        guard Self.kept.contains(name) else { return true }
        fields[name] = Self.trimmed(line[line.index(after: colon)...])
        return true
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
