public import Foundation

/// One record as `porta audit show` prints it. Nothing in it is personal; certificates stand in the evidence.
public struct AuditRecord: Sendable {
    public enum Event: String, Codable, Sendable {
        /// About a judged card.
        case decision
        /// An earlier decision went to the site.
        case answer
        /// Before any card was judged: one reason in one minute.
        case summary
        /// The operator blocked something.
        case block
        /// The operator lifted a block.
        case unblock
        /// Something that the operator has to look at.
        case alarm
        /// A session has ended, or a logout has.
        case session
    }

    /// What went to the site.
    public struct Answer: Codable, Equatable, Sendable {
        public let id: String
        /// SHA-256 of what was sent, in hex.
        public let digest: String
        public let key: String
    }

    /// Its place in the chain; `nil` for a minute that is still being counted.
    public var number: Int? { fields.seq }
    public var event: Event { fields.event }
    public var caseNumber: String? { fields.case }
    /// A published reason code, `ok`, or what an alarm is about.
    public var reason: String { fields.reason }
    public var outcome: String { fields.outcome }
    public var site: String? { fields.site }
    public var requestID: String? { fields.request }
    public var issuer: String? { fields.issuer }
    public var items: [String] { fields.items ?? [] }
    public var agreement: String? { fields.agreement }
    public var answer: Answer? { fields.answer }
    /// In words, for what is no login.
    public var note: String? { fields.note }
    /// How often, in a summary.
    public var count: Int? { fields.count }
    /// SHA-256 of the evidence in hex, if there is any.
    public var evidence: String? { fields.evidence }
    public let time: Date

    /// The record as one JSON object without a line's end: the very bytes that are chained.
    public let json: String

    private let fields: Fields

    /// The names as they stand in the JSON.
    private struct Fields: Decodable {
        let seq: Int?
        let event: Event
        let `case`: String?
        let time: String
        let outcome: String
        let reason: String
        let site: String?
        let request: String?
        let issuer: String?
        let items: [String]?
        let agreement: String?
        let answer: Answer?
        let count: Int?
        let evidence: String?
        let note: String?
    }

    /// - Returns: `nil` unless these are the bytes of a record.
    init?(_ bytes: [UInt8]) {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(bytes)),
            let time = Moment.date(fields.time)
        else { return nil }
        self.fields = fields
        self.time = time
        json = String(decoding: bytes, as: UTF8.self)
    }

    /// The time as it stands in the record.
    var timeText: String { fields.time }
}

extension AuditRecord: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        let time = time.formatted(.iso8601.dateTimeSeparator(.space))
        if let note { return Self.printable("\(time)  \(event.rawValue): \(note)") }
        guard event == .summary else {
            return [
                time, caseNumber ?? "-", padded(event == .answer ? "answer" : outcome), reason, issuer ?? "-",
                site ?? "-",
            ]
            .map(Self.printable).joined(separator: "  ")
        }
        let open = number == nil ? "  (so far)" : ""
        return Self.printable("\(time)  \(count ?? 0) times \(reason), before a card was judged\(open)")
    }

    private func padded(_ text: String) -> String {
        text + String(repeating: " ", count: max(0, 9 - text.count))
    }

    /// A terminal obeys control characters, and a site's name or request ID may hold some.
    public static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
                        ? "\u{FFFD}" : $0
                }))
    }
}
