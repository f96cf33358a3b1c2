import Synchronization

/// A regular expression from configuration, compiled once, that a whole value must match.
public final class IdentityPattern: Sendable {
    // A compiled `Regex` is not `Sendable`: one thread at a time.
    private let expression: Mutex<Regex<AnyRegexOutput>>
    public let text: String

    public init(_ text: String) throws(PKIError) {
        do {
            expression = Mutex(try Regex(text))
        } catch {
            throw .unusableRule(
                "pattern", reason: "\(text) is not a regular expression; write one such as ^[A-Z][0-9]{8}$")
        }
        self.text = text
    }

    func matches(_ value: String) -> Bool {
        expression.withLock { expression in (try? expression.wholeMatch(in: value)) != nil }
    }
}
