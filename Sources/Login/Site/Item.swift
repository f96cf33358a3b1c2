public import PKI

/// One thing about a person that a site may ask for. The raw values stand in configuration, forms and audit.
public enum Item: String, CaseIterable, Hashable, Sendable {
    case givenName = "given-name"
    case familyName = "family-name"
    case displayName = "display-name"
    case nationalID = "national-id"

    /// What the card says about it.
    public func value(of holder: CardHolder) -> String {
        switch self {
        case .givenName: holder.givenName
        case .familyName: holder.familyName
        case .displayName: holder.displayName
        case .nationalID: holder.nationalID
        }
    }
}
