import SignedXML

public import struct Foundation.Date

/// What a site learns from a response that held good.
public struct ReceivedLogin: Sendable {
    public let nameID: NameID
    public let attributes: [Attribute]
    public let authnInstant: Date
    public let authnContextClass: String
    public let sessionIndex: String?
    public let responseID: String
    /// To be remembered until `notOnOrAfter`: an assertion is good once.
    public let assertionID: String
    public let notOnOrAfter: Date

    /// The first value of an attribute.
    public func value(_ name: String) -> String? { attributes.first { sameBytes($0.name, name) }?.values.first }
}
