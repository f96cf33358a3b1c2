import Foundation
public import PKI

/// A proven card in the attempt it was presented for. Only this room makes one, from a card that only PKI proves; it
/// cannot be copied, kept or used twice.
public struct ProvenLogin: ~Copyable, Sendable {
    public let card: ProvenCard
    let attempt: LoginAttempt.Spent
    let request: LoginRequest
    let site: RelyingParty
    let language: Language?
    let record: JudgementRecord
    let name: ReleasedName
    let identifiers: PersonIdentifiers
    let session: SessionPlan?

    init(
        card: consuming ProvenCard, attempt: LoginAttempt.Spent, request: LoginRequest, site: RelyingParty,
        language: Language?, record: JudgementRecord, name: ReleasedName, identifiers: PersonIdentifiers,
        session: SessionPlan? = nil
    ) {
        self.card = card
        self.attempt = attempt
        self.request = request
        self.site = site
        self.language = language
        self.record = record
        self.name = name
        self.identifiers = identifiers
        self.session = session
    }

    /// Gives up the proof for what the holder agreed to send, and nothing more.
    public consuming func release(_ consent: Consent) -> Release {
        let holder = card.holder
        var values: [Item: String] = [:]
        for item in consent.items {
            values[item] =
                switch item {
                case .pairwiseID: identifiers.pairwise
                case .subjectID: identifiers.subject
                case .revocationSource: card.revocation.source.rawValue
                case .revocationAge: String(card.revocation.age)
                default: item.value(of: holder, at: consent.at)
                }
        }
        return Release(
            attempt: attempt, request: request, site: site, language: language, record: record, name: name,
            issuer: holder.issuerName, consent: consent, values: values, session: session)
    }
}

/// The names of a person: at this site or group of sites, and everywhere.
struct PersonIdentifiers: Sendable {
    let pairwise: String
    let subject: String
}

/// The name by which the site will know the person.
public enum ReleasedName: Sendable, Equatable {
    case pairwise(String)
    /// A new one, made by the door that writes the answer.
    case transient
    /// The identifier on the card.
    case nationalID(String)
}
