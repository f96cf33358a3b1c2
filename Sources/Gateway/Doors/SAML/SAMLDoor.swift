import Foundation
import Login
public import OpenSSL
public import PKI
public import SAML

/// The door that speaks SAML 2.0: turns requests into what the house understands, and what the house decides into
/// signed responses.
public struct SAMLDoor: Sendable {
    let identity: IdentityProvider
    let sites: SAMLSites
    let rules: RequestRules
    /// The Format under which the national identifier is a name, where the operator has one.
    let nationalIDFormat: String?
    /// All names of attributes; a site may have some of its own.
    let attributes: AttributeSet
    let clock: WallClock
    let randomness: Randomness
    /// Where messages about logging out are taken, by each binding.
    public var logoutAddress = ""

    public init(
        identity: IdentityProvider, sites: SAMLSites, rules: RequestRules, nationalIDFormat: String? = nil,
        clock: WallClock, randomness: Randomness
    ) {
        self.identity = identity
        self.sites = sites
        self.rules = rules
        self.nationalIDFormat = nationalIDFormat
        attributes = .house(entityID: identity.entityID)
        self.clock = clock
        self.randomness = randomness
    }

    /// The signed metadata, valid for a week from now.
    public func metadata() throws(SAMLError) -> [UInt8] {
        try identity.metadata(validUntil: clock.now().addingTimeInterval(7 * 24 * 3600))
    }
}

/// A request that does not become a login.
enum DoorRefusal: Error {
    /// Nobody trustworthy to answer: a page says so.
    case page(RefusalReason, detail: String)
    /// The site gets a status at an address of its metadata (R32).
    case answer(RefusalReason, RefusedAnswer, RelyingParty.ID, detail: String)
}

extension SAMLDoor {
    /// The site's question, by either binding (A1, A2).
    func login(asked received: ReceivedRequest) throws(DoorRefusal) -> LoginRequest {
        let id = RelyingParty.ID(received.claimedIssuer)
        guard let site = sites[id] else { throw .page(.unknownRelyingParty, detail: "no such site") }
        let request: AuthnRequest
        do {
            request = try received.opened(
                by: site.provider, requiringSignature: site.manner.demandsSignedRequests)
        } catch {
            throw .page(.requestInvalid, detail: "\(error)")
        }
        do {
            return try login(request, from: site, state: received.relayState)
        } catch {
            throw refused(error, request, received, id, site)
        }
    }

    private func login(
        _ request: AuthnRequest, from site: SAMLSite, state: String?
    ) throws(AuthnRequestRefusal) -> LoginRequest {
        let rules = site.rules(rules, nationalIDFormat: nationalIDFormat)
        let accepted = try request.accepted(from: site.provider, under: rules, at: clock.now())
        if case .failure = site.encryption {
            throw AuthnRequestRefusal(cause: .notSupported("encryption"), consumer: accepted.consumer)
        }
        let nameID = nameID(accepted, site)
        return LoginRequest(
            site: RelyingParty.ID(site.provider.entityID), requestID: request.id,
            answerIndex: UInt16(clamping: accepted.consumer.index), state: state, nameID: nameID,
            receivedAt: clock.now(), wishes: try wishes(accepted, nameID, site), needsCard: accepted.forceAuthn,
            isPassive: accepted.isPassive)
    }

    private func refused(
        _ refusal: AuthnRequestRefusal, _ request: AuthnRequest, _ received: ReceivedRequest, _ id: RelyingParty.ID,
        _ site: SAMLSite
    ) -> DoorRefusal {
        let reason = RefusalReason(rawValue: refusal.code) ?? .requestInvalid
        guard let consumer = refusal.consumer, !reason.isPageOnly else {
            return .page(reason.isPageOnly ? reason : .requestInvalid, detail: "\(refusal.cause)")
        }
        let target = target(site, consumer.location, request.id)
        do {
            let document = try identity.failure(
                refusal.status(third: statusURI(reason, site.statusDetail)), to: target, at: clock.now())
            let answer = refusedAnswer(document, consumer.location, received.relayState)
            return .answer(reason, answer, id, detail: "\(refusal.cause)")
        } catch {
            return .page(.internal, detail: "\(error)")
        }
    }

    /// Where an answer goes, and which key signs it today.
    func target(
        _ site: SAMLSite, _ address: String, _ requestID: String, encryption: EncryptionTarget? = nil
    ) -> AnswerTarget {
        AnswerTarget(
            entityID: site.provider.entityID, consumer: address, inResponseTo: requestID,
            signingKey: site.manner.signingKeys.key(at: clock.now()), signing: site.signing, encryption: encryption)
    }

    func statusURI(_ code: String) -> String { "\(identity.entityID)/status/\(code)" }

    /// The house's own code, exact or coarse as the site is registered.
    func statusURI(_ reason: RefusalReason, _ detail: RelyingParty.StatusDetail) -> String {
        statusURI(detail == .full ? reason.rawValue : reason.coarse.rawValue)
    }

    func refusedAnswer(_ document: ResponseDocument, _ address: String, _ relayState: String?) -> RefusedAnswer {
        RefusedAnswer(
            answer: AuditEntry.Answer(id: document.responseID, digest: document.digest, key: document.keyName),
            form: AnswerForm(
                address: address, response: PostBinding.encode(document.bytes), relayState: relayState))
    }
}
