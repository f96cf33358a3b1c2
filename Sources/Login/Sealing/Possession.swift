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
        for text in [
            facts.version, facts.suite, facts.group, facts.signatureScheme, facts.serverName, facts.address,
        ] { writer.write(text: text) }
        writer.write(bytes: facts.exporter)
        return writer.bytes
    }

    init?(contents: [UInt8]) {
        var reader = ByteReader(contents)
        guard let kind = reader.byte(), let bytes = reader.bytes(),
            let tag = reader.bytes().flatMap(LoginAttempt.Tag.init), let cardUse = reader.uint16(),
            let at = reader.date(), let version = reader.text(), let suite = reader.text(),
            let group = reader.text(), let signatureScheme = reader.text(), let serverName = reader.text(),
            let address = reader.text(), let exporter = reader.bytes(), reader.isAtEnd
        else { return nil }
        switch kind {
        case 0: leaf = .none
        case 1: leaf = .certificate(bytes)
        case 2: leaf = .tooLarge(bytes)
        default: return nil
        }
        self.tag = tag
        self.cardUse = cardUse
        self.at = at
        facts = HandshakeFacts(
            version: version, suite: suite, group: group, signatureScheme: signatureScheme, serverName: serverName,
            address: address, exporter: exporter)
    }
}
