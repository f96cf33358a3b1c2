public import Foundation

/// One request in one browser. It lives in the browser, sealed; no table of attempts exists anywhere.
public struct LoginAttempt: Equatable, Sendable {
    /// Six random bytes that tie labels and possession to the attempt.
    public struct Tag: Hashable, Sendable {
        public let bytes: [UInt8]

        /// - Returns: `nil` unless there are six bytes.
        public init?(_ bytes: [UInt8]) {
            guard bytes.count == 6 else { return nil }
            self.bytes = bytes
        }
    }

    /// What an answer uses up: the site's request, and the one use of a card within the attempt.
    public struct Spent: Hashable, Sendable {
        public let site: RelyingParty.ID
        public let requestID: String
        public let tag: Tag
        public let cardUse: UInt16

        public init(site: RelyingParty.ID, requestID: String, tag: Tag, cardUse: UInt16) {
            self.site = site
            self.requestID = requestID
            self.tag = tag
            self.cardUse = cardUse
        }
    }

    public let tag: Tag
    public let request: LoginRequest
    /// When it was bound to the browser. Each use of a card is named by its whole seconds from here.
    public let sealedAt: Date
    /// Refusals so far; chooses advice.
    public internal(set) var failures: UInt8 = 0
    /// The visitor said that others use this computer too.
    public internal(set) var isShared = false
    /// The language that the visitor switched to.
    public internal(set) var language: Language?
    /// Keyed hash of the person that a consent page showed.
    public internal(set) var shownPerson: [UInt8]?

    /// The use of a card that begins with a click at this moment: the whole seconds since the sealing, so that it
    /// differs at each click, also after Back, without memory.
    func cardUse(at now: Date) -> UInt16 {
        UInt16(clamping: Int(max(0, min(now.timeIntervalSince(sealedAt), 65535))))
    }

    func spent(_ cardUse: UInt16) -> Spent {
        Spent(site: request.site, requestID: request.requestID, tag: tag, cardUse: cardUse)
    }
}

extension LoginAttempt {
    /// Whether an attempt on this request fits into its text to the end: it grows by a language and the person shown.
    static func canCarry(_ request: LoginRequest) -> Bool {
        guard let tag = Tag([UInt8](repeating: 0, count: 6)) else { return false }
        var fullest = LoginAttempt(tag: tag, request: request, sealedAt: request.receivedAt)
        fullest.language = Language("und")
        fullest.shownPerson = [UInt8](repeating: 0, count: PairwiseKey.personLength)
        return SealingKeys.textLength(of: fullest.contents) <= SealedKind.attempt.maximumLength
    }

    var contents: [UInt8] {
        var writer = ByteWriter()
        request.write(to: &writer)
        writer.write(bytes: tag.bytes)
        writer.write(date: sealedAt)
        writer.write(failures)
        writer.write(isShared ? 1 : 0 as UInt8)
        writer.write(optional: language?.code)
        writer.write(bytes: shownPerson ?? [])
        return writer.bytes
    }

    init?(contents: [UInt8]) {
        var reader = ByteReader(contents)
        guard let request = LoginRequest(from: &reader), let tag = reader.bytes().flatMap(Tag.init),
            let sealedAt = reader.date(), let failures = reader.byte(), let shared = reader.byte(),
            let language = reader.optionalText(), let person = reader.bytes(), reader.isAtEnd
        else { return nil }
        self.init(tag: tag, request: request, sealedAt: sealedAt)
        self.failures = failures
        self.isShared = shared == 1
        self.language = language.text.flatMap { Language($0) }
        self.shownPerson = person.isEmpty ? nil : person
    }
}
