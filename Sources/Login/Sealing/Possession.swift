public import Foundation
import OpenSSL
public import PKI

/// What the card host saw, sealed for the login host: it judges nothing and proves nothing yet.
public struct Possession: Equatable, Sendable {
    public enum Leaf: Equatable, Sendable {
        case none
        case certificate([UInt8])
        /// Larger than a browser can carry back: its SHA-256.
        case tooLarge([UInt8])

        static func hash(of der: [UInt8]) -> Leaf { .tooLarge(DigestAlgorithm.sha256.digest(der)) }
    }

    /// The largest certificate that travels whole, so that the text stays below its limit.
    static let largestLeaf = 4300

    public private(set) var leaf: Leaf
    public let tag: LoginAttempt.Tag
    public let cardUse: UInt16
    public let facts: HandshakeFacts
    public let at: Date
    /// The session whose card it is, where no card was used now.
    let session: SessionID?
    /// When the card was used: now, or when the session began.
    let authenticatedAt: Date

    /// - Parameter leaf: the certificate that the client proved to hold the key of, or `nil` if it offered none.
    public init(leaf: [UInt8]?, label: CardLabel, facts: HandshakeFacts, at: Date) {
        self.leaf =
            switch leaf {
            case nil: .none
            case let der? where der.count <= Self.largestLeaf: .certificate(der)
            case let der?: .hash(of: der)
            }
        self.tag = label.tag
        self.cardUse = label.cardUse
        self.facts = facts
        self.at = at
        session = nil
        authenticatedAt = at
    }

    /// The card of a session, in place of one in the reader.
    init(_ card: SessionCard, of session: SessionID, tag: LoginAttempt.Tag, cardUse: UInt16, at: Date) {
        leaf = .certificate(card.leaf)
        self.tag = tag
        self.cardUse = cardUse
        facts = card.facts
        self.at = at
        self.session = session
        authenticatedAt = card.at
    }

    /// The same with the hash of its certificate alone.
    var shortened: Possession {
        guard case .certificate(let der) = leaf else { return self }
        var shorter = self
        shorter.leaf = .hash(of: der)
        return shorter
    }

    var contents: [UInt8] {
        var writer = ByteWriter()
        switch leaf {
        case .none: writer.write(0 as UInt8)
        case .certificate: writer.write(1 as UInt8)
        case .tooLarge: writer.write(2 as UInt8)
        }
        switch leaf {
        case .none: writer.write(bytes: [])
        case .certificate(let bytes), .tooLarge(let bytes): writer.write(bytes: bytes)
        }
        writer.write(bytes: tag.bytes)
        writer.write(cardUse)
        writer.write(date: at)
        writer.write(facts: facts)
        if let session {
            writer.write(bytes: session.bytes)
            writer.write(date: authenticatedAt)
        }
        return writer.bytes
    }

    init?(contents: [UInt8]) {
        var reader = ByteReader(contents)
        guard let kind = reader.byte(), let bytes = reader.bytes(),
            let tag = reader.bytes().flatMap(LoginAttempt.Tag.init), let cardUse = reader.uint16(),
            let at = reader.date(), let facts = reader.facts()
        else { return nil }
        if reader.isAtEnd {
            session = nil
            authenticatedAt = at
        } else {
            guard let session = reader.bytes(), !session.isEmpty, let earlier = reader.date(), reader.isAtEnd else {
                return nil
            }
            self.session = SessionID(session)
            authenticatedAt = earlier
        }
        switch kind {
        case 0: leaf = .none
        case 1: leaf = .certificate(bytes)
        case 2: leaf = .tooLarge(bytes)
        default: return nil
        }
        self.tag = tag
        self.cardUse = cardUse
        self.at = at
        self.facts = facts
    }
}
