import Foundation

extension Terminal {
    /// Bold on a terminal, plain elsewhere.
    static func strong(_ text: String) -> String { styled(text, "1") }

    /// Grey on a terminal, plain elsewhere.
    static func faint(_ text: String) -> String { styled(text, "2") }

    private static func styled(_ text: String, _ code: String) -> String {
        isatty(STDOUT_FILENO) == 1 ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
