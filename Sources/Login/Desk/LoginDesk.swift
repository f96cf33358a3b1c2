import Foundation
public import OpenSSL
public import PKI

/// The use case: takes a site's request through card, consent and release. Knows no web, no database and no XML, and
/// remembers nothing between two calls but what the browser carries, sealed, and what the ledger keeps.
public struct LoginDesk: Sendable {
    let sites: SiteDirectory
    let agreements: [String: [SubscriberAgreement]]
    let judge: CardJudge
    let ledger: any Ledger
    let sealing: SealingKeys
    let labels: LabelKeys
    let pairwise: PairwiseKey
    let times: LoginTimes
    let clock: WallClock
    let randomness: Randomness
    let sessions: Sessions?

    /// - Parameters:
    ///   - agreements: by the name of the issuer.
    ///   - sessions: where sessions are kept; without it none is.
    public init(
        sites: SiteDirectory, agreements: [String: [SubscriberAgreement]], judge: CardJudge, ledger: any Ledger,
        sealing: SealingKeys, labels: LabelKeys, pairwise: PairwiseKey, times: LoginTimes, clock: WallClock,
        randomness: Randomness, sessions: Sessions? = nil
    ) {
        self.sites = sites
        self.agreements = agreements
        self.judge = judge
        self.ledger = ledger
        self.sealing = sealing
        self.labels = labels
        self.pairwise = pairwise
        self.times = times
        self.clock = clock
        self.randomness = randomness
        self.sessions = sessions
    }

    public func site(_ id: RelyingParty.ID) -> RelyingParty? { sites[id] }

    /// The site as this request has it ask.
    func asking(_ request: LoginRequest) -> RelyingParty? {
        sites[request.site]?.asking(request) { sites[RelyingParty.ID($0)]?.displayName }
    }

    /// A refusal before there is an attempt, or about one that cannot be trusted.
    public func refuse(
        _ reason: RefusalReason, request: LoginRequest? = nil, detail: String? = nil
    ) -> Refusal {
        ledger.note(reason, at: clock.now())
        return Refusal(
            reason: reason, caseNumber: CaseNumber(randomness: randomness), site: request.flatMap { sites[$0.site] },
            request: request, detail: detail)
    }

    /// Counts an ending that no other call here saw.
    public func note(_ reason: RefusalReason) { ledger.note(reason, at: clock.now()) }

    /// What the card host hands back through the browser.
    public func seal(_ possession: Possession) throws(SealError) -> String {
        do {
            return try sealing.seal(possession.contents, as: .possession, cookie: nil)
        } catch {
            // A large certificate below a long card domain: refused by name, not lost on the way.
            return try sealing.seal(possession.shortened.contents, as: .possession, cookie: nil)
        }
    }

    /// The label in a server name, if it is one of ours.
    public func label(_ text: some StringProtocol) -> CardLabel? { labels.label(text) }

    /// Opens a text, or says which page its trouble deserves.
    func open(_ text: String, as kind: SealedKind, cookie: BrowserCookie?) throws(Refusal) -> [UInt8] {
        do {
            return try sealing.open(text, as: kind, cookie: cookie)
        } catch {
            throw refuse(error == .foreign ? .wrongBrowser : .requestInvalid)
        }
    }

    /// Whether the ledger can be asked; if not, nobody gets further.
    func isAnswered(_ request: LoginRequest) async throws(Refusal) -> Bool {
        do {
            return try await ledger.isAnswered(site: request.site, requestID: request.requestID)
        } catch {
            throw refuse(.internal, request: request, detail: "\(error)")
        }
    }
}
