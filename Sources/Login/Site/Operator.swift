public import Foundation

/// Who runs this gateway, as its pages say.
public struct Operator: Sendable {
    public let name: LocalizedText
    public let phone: String
    public let hours: String?
    /// The address of the operator's own privacy notice.
    public let privacy: String?
    /// The path of its emblem below the login host, if it has one.
    public let emblem: String?

    public init(name: LocalizedText, phone: String, hours: String?, privacy: String?, emblem: String?) {
        self.name = name
        self.phone = phone
        self.hours = hours
        self.privacy = privacy
        self.emblem = emblem
    }
}

/// The terms that a card's holder agreed to when its certificates were made, by their date of validity.
public struct SubscriberAgreement: Sendable, Equatable {
    public let version: String
    public let validFrom: Date
    /// The path of the text below the login host.
    public let path: String

    public init(version: String, validFrom: Date, path: String) {
        self.version = version
        self.validFrom = validFrom
        self.path = path
    }
}

extension [SubscriberAgreement] {
    /// The agreement in force on the day the certificate was made.
    public func inForce(on date: Date) -> SubscriberAgreement? {
        filter { $0.validFrom <= date }.max { $0.validFrom < $1.validFrom }
    }
}
