public import Foundation
public import OpenSSL

/// The meaning of a host name on the card domain: it belongs to one click in one attempt, and says how to shake hands.
public struct CardLabel: Equatable, Sendable {
    /// Which handshake the click asked for, in one byte.
    public struct Policy: Equatable, Sendable {
        public enum Version: UInt8, Sendable {
            /// TLS 1.3 alone: every first click.
            case tls13 = 0
            /// At most 1.2 and without RSA-PSS, for middleware that cannot: only when the visitor pressed for it.
            case tls12 = 2
        }

        public let version: Version
        /// 0 to 63: which issuers' names the browser is shown.
        public let issuerSet: UInt8

        public init(version: Version, issuerSet: UInt8) {
            self.version = version
            self.issuerSet = issuerSet & 0x3F
        }

        var byte: UInt8 { version.rawValue | issuerSet << 2 }

        init?(byte: UInt8) {
            guard let version = Version(rawValue: byte & 0x03) else { return nil }
            self.init(version: version, issuerSet: byte >> 2)
        }
    }

    public let tag: LoginAttempt.Tag
    public let cardUse: UInt16
    public let expires: Date
    public let policy: Policy

    /// Judged when the ClientHello arrives and not again, however long the PIN takes.
    public func isAlive(at now: Date) -> Bool { now <= expires }
}

/// The keys of labels. A label authenticates itself, so that a foreign one is refused before any public-key work.
///
/// One DNS label: base32 of a synthetic IV (16 bytes, AES-256-SIV, which is the tag too) and 13 encrypted bytes:
/// attempt tag (6), use of the card (2), expiry in seconds since 1970 (4), policy (1). 47 characters.
public struct LabelKeys: Sendable {
    private let ciphers: [AESSIV]

    /// - Parameter secrets: 32 bytes each; the first makes labels, all of them read.
    public init(_ secrets: [[UInt8]]) throws(OpenSSLError) {
        guard !secrets.isEmpty, secrets.allSatisfy({ $0.count == 32 }) else {
            throw .malformed("label keys: at least one, of 32 bytes each")
        }
        var ciphers: [AESSIV] = []
        for secret in secrets {
            ciphers.append(try AESSIV(key: HKDF.sha256(key: secret, salt: [], info: Self.context, length: 64)))
        }
        self.ciphers = ciphers
    }

    func text(of label: CardLabel) throws(OpenSSLError) -> String {
        var writer = ByteWriter()
        for byte in label.tag.bytes { writer.write(byte) }
        writer.write(label.cardUse)
        writer.write(date: label.expires)
        writer.write(label.policy.byte)
        return Base32.encode(try ciphers[0].seal(writer.bytes, authenticating: Self.context))
    }

    /// - Returns: `nil` for anything that is not a label made with one of these keys.
    public func label(_ text: some StringProtocol) -> CardLabel? {
        guard text.utf8.count == 47, let sealed = Base32.decode(String(text)), sealed.count == 29 else { return nil }
        for cipher in ciphers {
            guard let contents = cipher.open(sealed, authenticating: Self.context) else { continue }
            return CardLabel(contents: contents)
        }
        return nil
    }

    private static let context = Array("porta label 1".utf8)
}

extension CardLabel {
    init?(contents: [UInt8]) {
        var reader = ByteReader(Array(contents.dropFirst(6)))
        guard let tag = LoginAttempt.Tag(Array(contents.prefix(6))), let cardUse = reader.uint16(),
            let expires = reader.date(), let policy = reader.byte().flatMap(Policy.init(byte:)), reader.isAtEnd
        else { return nil }
        self.init(tag: tag, cardUse: cardUse, expires: expires, policy: policy)
    }
}
