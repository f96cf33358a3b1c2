/// A text in one language (SAML metadata §2.2.4).
public struct LocalizedText: Hashable, Sendable {
    /// A language tag (BCP 47), as it was written.
    public let language: String
    public let text: String

    public init(language: String, text: String) {
        self.language = language
        self.text = text
    }
}
