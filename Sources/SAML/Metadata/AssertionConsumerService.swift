/// An address at a site to which answers may go (SAML metadata §2.4.4). Answers go nowhere else (S1).
public struct AssertionConsumerService: Hashable, Sendable {
    public let index: Int
    public let location: String
    public let binding: String
    /// As written: true, false, or not said.
    public let isDefault: Bool?

    public init(index: Int, location: String, binding: String, isDefault: Bool?) {
        self.index = index
        self.location = location
        self.binding = binding
        self.isDefault = isDefault
    }
}
