import Foundation
public import Login
public import OpenSSL
public import PKI
public import SAML

/// A site with its metadata and the key that answers to it are signed with.
public struct SAMLSite: Sendable {
    public let provider: ServiceProvider
    /// `nil` for the first key.
    public let signingKey: String?
    /// How it knows persons, where neither its request nor its metadata says.
    public let nameID: NameIDKind
    /// How much a refusal tells it.
    public let statusDetail: RelyingParty.StatusDetail

    public init(
        provider: ServiceProvider, signingKey: String?, nameID: NameIDKind, statusDetail: RelyingParty.StatusDetail
    ) {
        self.provider = provider
        self.signingKey = signingKey
        self.nameID = nameID
        self.statusDetail = statusDetail
    }
}

/// The door that speaks SAML 2.0: turns requests into what the house understands, and what the house decides into
/// signed responses.
public struct SAMLDoor: Sendable {
    let identity: IdentityProvider
    let sites: SAMLSites
    let rules: RequestRules
    let clock: WallClock
    let randomness: Randomness

    public init(
        identity: IdentityProvider, sites: SAMLSites, rules: RequestRules, clock: WallClock, randomness: Randomness
    ) {
        self.identity = identity
        self.sites = sites
        self.rules = rules
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
            request = try received.opened(by: site.provider)
        } catch {
            throw .page(.requestInvalid, detail: "\(error)")
        }
        let accepted: AcceptedRequest
        do {
            accepted = try request.accepted(from: site.provider, under: rules, at: clock.now())
        } catch {
            throw refused(error, request, received, id, site)
        }
        return LoginRequest(
            site: id, requestID: request.id, answerIndex: UInt16(clamping: accepted.consumer.index),
            state: received.relayState, nameID: nameID(accepted, site), receivedAt: clock.now())
    }

    private func refused(
        _ refusal: AuthnRequestRefusal, _ request: AuthnRequest, _ received: ReceivedRequest, _ id: RelyingParty.ID,
        _ site: SAMLSite
    ) -> DoorRefusal {
        let reason = RefusalReason(rawValue: refusal.code) ?? .requestInvalid
        guard let consumer = refusal.consumer, !reason.isPageOnly else {
            return .page(reason.isPageOnly ? reason : .requestInvalid, detail: "\(refusal.cause)")
        }
        let target = AnswerTarget(
            entityID: id.value, consumer: consumer.location, inResponseTo: request.id, signingKey: site.signingKey)
        do {
            let document = try identity.failure(
                refusal.status(third: statusURI(reason, site.statusDetail)), to: target, at: clock.now())
            let answer = refusedAnswer(document, consumer.location, received.relayState)
            return .answer(reason, answer, id, detail: "\(refusal.cause)")
        } catch {
            return .page(.internal, detail: "\(error)")
        }
    }

    /// What the request asks for, else the only format of the site's metadata, else what the site is registered with.
    private func nameID(_ accepted: AcceptedRequest, _ site: SAMLSite) -> NameIDKind {
        if let format = accepted.nameIDFormat { return format == NameIDFormat.transient ? .transient : .pairwise }
        return Set(site.provider.nameIDFormats) == [NameIDFormat.transient] ? .transient : site.nameID
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
