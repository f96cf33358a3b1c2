import OpenSSL

/// By what a card can be blocked: its issuer, its holder, itself and its key.
public struct CardMarks: Sendable, Equatable {
    /// The configured issuer's name.
    public let issuer: String
    /// nil where the card does not say plainly who its holder is.
    public let holder: CardHolder?
    /// SHA-256 of the issuing key's SubjectPublicKeyInfo: a serial number alone names no card (threats: C9).
    public let authority: [UInt8]
    /// Magnitude of the serial number, big-endian without leading zeros.
    public let serial: [UInt8]
    /// SHA-256 of the SubjectPublicKeyInfo.
    public let key: [UInt8]
}

extension CardMarks {
    init(_ card: ExaminedCard, issuer: String) {
        self.issuer = issuer
        holder = card.holder
        authority = card.authority.keyFingerprint
        serial = card.certificate.serial
        key = DigestAlgorithm.sha256.digest(card.certificate.subjectPublicKeyInfo)
    }
}

extension CardIssuer {
    /// SHA-256 of the SubjectPublicKeyInfo of every certificate that may have issued a card, each once.
    public var authorityKeys: [[UInt8]] {
        var keys: [[UInt8]] = []
        for authority in authorities where !keys.contains(authority.keyFingerprint) {
            keys.append(authority.keyFingerprint)
        }
        return keys
    }

    /// The keys of those among them that are configured to issue cards: without intermediates the anchors do.
    public var issuingKeys: [[UInt8]] {
        let issuing = intermediates.isEmpty ? anchors : intermediates
        var keys: [[UInt8]] = []
        for key in issuing.map(\.keySHA256) where !keys.contains(key) { keys.append(key) }
        return keys
    }
}

extension Certificate {
    /// SHA-256 of the SubjectPublicKeyInfo.
    public var keySHA256: [UInt8] { DigestAlgorithm.sha256.digest(subjectPublicKeyInfo) }

    /// Which of the issuer's keys signed this certificate: SHA-256 of its SubjectPublicKeyInfo. The signature alone
    /// decides: how the issuer's name is written may differ (RFC 5280 §7.1).
    public func issuingKey(of issuer: CardIssuer) -> [UInt8]? {
        issuer.authorities.first { $0.signed(self) }?.keyFingerprint
    }
}
