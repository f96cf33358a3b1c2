import Foundation

/// How a command ends when it does not end well.
enum Verdict: Int32, Error {
    /// The answer is no.
    case no = 1
    /// Usage or configuration.
    case unusable = 2
}

/// Something the user can mend: names the thing, the place and the mend. Ends with exit 2.
struct Problem: Error {
    let text: String

    init(_ text: String) { self.text = text }
}

/// What commands print: answers on standard output, complaints on standard error.
enum Terminal {
    static func error(_ text: String) {
        FileHandle.standardError.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Green or red on a terminal, plain elsewhere.
    static func mark(_ ok: Bool) -> String {
        guard isatty(STDOUT_FILENO) == 1 else { return ok ? "✓" : "✗" }
        return ok ? "\u{1B}[32m✓\u{1B}[0m" : "\u{1B}[31m✗\u{1B}[0m"
    }
}

/// An RFC 3339 time on the command line.
func moment(_ text: String) throws -> Date {
    guard let date = RFC3339.date(text) else {
        throw Problem("\(text) is no time; write it as 2026-01-31T12:00:00Z")
    }
    return date
}

func contents(of path: String) throws -> [UInt8] {
    do {
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
        throw Problem("\(path): cannot be read (\(error.localizedDescription)); name a file that exists")
    }
}
