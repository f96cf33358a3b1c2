public import Foundation

/// What the holder agreed to send, after a page had shown it.
public struct Consent: Sendable, Equatable {
    /// Required items and the optional ones that were chosen, in the site's order.
    public let items: [Item]
    /// The version of the subscriber agreement that was named.
    public let agreement: String?
    public let at: Date
}
