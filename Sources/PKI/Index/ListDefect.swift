/// Why a list that arrives in pieces is not read to its end, or not used.
package struct ListDefect: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    static let malformed = ListDefect("CRL cannot be read: not the form that RFC 5280 §5.1 gives it")
    static let truncated = ListDefect("CRL cannot be read: it ends too early")
}
