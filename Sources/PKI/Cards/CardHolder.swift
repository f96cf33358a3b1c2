public import Foundation

/// Who a card says its holder is. Prints as dots: personal values are shown where a page asks for them by name.
public struct CardHolder: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// As in the certificate, in Unicode's composed form (NFC).
    public let givenName: String
    public let familyName: String
    public let nationalID: String
    public let identityNamespace: String
    /// The configured issuer's name.
    public let issuerName: String
    /// Since when the certificate says so.
    public let dataAsOf: Date
    public let certificateSHA256: [UInt8]

    public var displayName: String { "\(givenName) \(familyName)" }

    public var description: String { "•••" }
    public var debugDescription: String { "•••" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
