public import Foundation
public import PKI

/// One thing that a site may ask for. Its word, `rawValue`, stands in configuration, forms and audit. (It is no
/// `RawRepresentable`: that one's `==` compares words.)
public enum Item: Hashable, Sendable {
    case givenName, familyName, displayName, nationalID
    /// Derived from the national identifier.
    case birthDate, sex
    /// Whether the person is so old or older.
    case ageOver(UInt8)
    /// A name for this site or group of sites alone, and one that is the same everywhere.
    case pairwiseID, subjectID
    /// The day of the certificate.
    case dataAsOf
    /// How the card's validity was learned, and how old the answer was.
    case revocationSource, revocationAge

    private static let words: [(word: String, item: Item)] = [
        ("given-name", .givenName), ("family-name", .familyName), ("display-name", .displayName),
        ("national-id", .nationalID), ("birth-date", .birthDate), ("sex", .sex), ("pairwise-id", .pairwiseID),
        ("subject-id", .subjectID), ("data-as-of", .dataAsOf), ("revocation-source", .revocationSource),
        ("revocation-age", .revocationAge),
    ]

    private static let agePrefix = "age-over-"

    public init?(rawValue: String) {
        if let known = Self.words.first(where: { $0.word == rawValue }) {
            self = known.item
        } else {
            guard rawValue.hasPrefix(Self.agePrefix), let years = UInt8(rawValue.dropFirst(Self.agePrefix.count)),
                (1...120).contains(years), rawValue == "\(Self.agePrefix)\(years)"
            else { return nil }
            self = .ageOver(years)
        }
    }

    public var rawValue: String {
        if case .ageOver(let years) = self { return "\(Self.agePrefix)\(years)" }
        return Self.words.first { $0.item == self }?.word ?? ""
    }

    /// What may be written in configuration, one age among it.
    public static var allWords: [String] { words.map(\.word) + [agePrefix + "18"] }

    /// Whether it can only be read from a national identifier whose scheme is known.
    public var isDerived: Bool {
        switch self {
        case .birthDate, .sex, .ageOver: true
        default: false
        }
    }

    /// Whether it is as telling as the national identifier, or links a person's visits to different sites as that does.
    public var needsPermission: Bool { self == .nationalID || self == .subjectID }

    /// What the card says about it; nil for what no card says, and for what its identifier does not give.
    public func value(of holder: CardHolder, at now: Date) -> String? {
        switch self {
        case .givenName: holder.givenName
        case .familyName: holder.familyName
        case .displayName: holder.displayName
        case .nationalID: holder.nationalID
        case .birthDate: holder.personalFacts?.birthDate.compact
        case .sex: holder.personalFacts.map { String($0.sex.rawValue) }
        case .ageOver(let years): holder.personalFacts.map { String($0.birthDate.age(at: now) >= Int(years)) }
        case .dataAsOf: String(holder.dataAsOf.formatted(.iso8601).prefix(10))
        case .pairwiseID, .subjectID, .revocationSource, .revocationAge: nil
        }
    }
}

extension BirthDate {
    /// `YYYYMMDD`.
    fileprivate var compact: String { String(year * 10_000 + month * 100 + day) }
}
