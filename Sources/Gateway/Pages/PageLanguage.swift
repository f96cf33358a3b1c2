/// A language that pages can be shown in: the name of a file in `Templates/languages`, like `sq`.
public struct PageLanguage: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let sq = PageLanguage(rawValue: "sq")
    public static let en = PageLanguage(rawValue: "en")
}
