public import Foundation
import OpenSSL

/// What a consent page showed, so that agreement to one thing cannot be used for another (B3).
struct ShownConsent: Equatable, Sendable {
    let tag: LoginAttempt.Tag
    let cardUse: UInt16
    let at: Date
    /// The name of the issuer whose card was shown.
    let issuer: String
    /// SHA-256 over site, its name, the kind of the person's name, items, purpose, legal basis and agreement, as shown.
    let digest: [UInt8]
    /// What it said about staying signed in: 0 for nothing.
    let session: UInt8

    var contents: [UInt8] {
        var writer = ByteWriter()
        writer.write(bytes: tag.bytes)
        writer.write(cardUse)
        writer.write(date: at)
        writer.write(text: issuer)
        writer.write(bytes: digest)
        writer.write(session)
        return writer.bytes
    }

    init(tag: LoginAttempt.Tag, cardUse: UInt16, at: Date, issuer: String, digest: [UInt8], session: UInt8 = 0) {
        self.tag = tag
        self.cardUse = cardUse
        self.at = at
        self.issuer = issuer
        self.digest = digest
        self.session = session
    }

    init?(contents: [UInt8]) {
        var reader = ByteReader(contents)
        guard let tag = reader.bytes().flatMap(LoginAttempt.Tag.init), let cardUse = reader.uint16(),
            let at = reader.date(), let issuer = reader.text(), let digest = reader.bytes(),
            let session = reader.byte(), reader.isAtEnd
        else { return nil }
        self.init(tag: tag, cardUse: cardUse, at: at, issuer: issuer, digest: digest, session: session)
    }

    /// - Parameter name: by what kind of name the site will know the person, which the page says too.
    static func digest(
        of site: RelyingParty, as name: NameIDKind, person: [UInt8], agreement: SubscriberAgreement?
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(name.rawValue)
        writer.write(text: site.id.value)
        writer.write(text: site.sector.rawValue)
        for text in [site.displayName, site.purpose, site.legalBasis, site.service] + site.shownRequesters.names {
            for (language, value) in (text?.texts ?? [:]).sorted(by: { $0.key.code < $1.key.code }) {
                writer.write(text: language.code)
                writer.write(text: value)
            }
            writer.write(0 as UInt8)
        }
        writer.write(site.shownRequesters.hasUnknown ? 1 : 0 as UInt8)
        writer.write(optional: site.contact)
        writer.write(text: site.required.map(\.rawValue).joined(separator: " "))
        writer.write(text: site.optional.map(\.rawValue).joined(separator: " "))
        writer.write(bytes: person)
        writer.write(optional: agreement?.version)
        return DigestAlgorithm.sha256.digest(writer.bytes)
    }
}

/// A refusal that a page showed, for the way back to the site.
public struct ShownRefusal: Equatable, Sendable {
    public let tag: LoginAttempt.Tag
    /// `nil` where no card was used.
    public let cardUse: UInt16?
    public let reason: RefusalReason
    public let caseNumber: CaseNumber
    /// Whether the refusal is about a card of a configured issuer, so that the answer is recorded too.
    public let isAboutJudgedCard: Bool
    /// The name of that issuer, else empty.
    public let issuer: String
    public let at: Date

    var contents: [UInt8] {
        var writer = ByteWriter()
        writer.write(bytes: tag.bytes)
        writer.write(cardUse == nil ? 0 : 1 as UInt8)
        writer.write(cardUse ?? 0)
        writer.write(text: reason.rawValue)
        writer.write(text: caseNumber.description)
        writer.write(isAboutJudgedCard ? 1 : 0 as UInt8)
        writer.write(text: issuer)
        writer.write(date: at)
        return writer.bytes
    }
}

extension ShownRefusal {
    init?(contents: [UInt8]) {
        var reader = ByteReader(contents)
        guard let tag = reader.bytes().flatMap(LoginAttempt.Tag.init), let hasCard = reader.byte(),
            let cardUse = reader.uint16(), let reason = reader.text().flatMap(RefusalReason.init(rawValue:)),
            let caseNumber = reader.text().flatMap(CaseNumber.init), let judged = reader.byte(),
            let issuer = reader.text(), let at = reader.date(), reader.isAtEnd
        else { return nil }
        self.init(
            tag: tag, cardUse: hasCard == 1 ? cardUse : nil, reason: reason, caseNumber: caseNumber,
            isAboutJudgedCard: judged == 1, issuer: issuer, at: at)
    }
}
