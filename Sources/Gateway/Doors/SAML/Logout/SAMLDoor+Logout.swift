import Foundation
import Login
import PKI
import SAML

/// A site's request to log out, verified.
struct LogoutAsked: Sendable {
    let question: LogoutQuestion
    /// Whom the answer goes to; nil where none is awaited.
    let asker: LogoutRun.Asker?
}

/// A message about logging out that is not carried out.
enum LogoutRefusal: Error {
    /// Nobody trustworthy to answer: a page says so.
    case page(RefusalReason, detail: String)
    /// The site signed it, and gets a status.
    case status(SAMLStatus, LogoutRun.Asker, detail: String)
}

/// How the browser carries a message to a site.
enum LogoutTrip: Equatable, Sendable {
    case redirect(String)
    case form(AnswerForm, field: String)
}

extension SAMLDoor {
    /// Reads a site's request: signed with a key of its metadata, addressed to this very place, and of this moment
    /// (SAML profiles §4.4.4.1; R25, R26).
    func logout(asked received: ReceivedLogout) throws(LogoutRefusal) -> LogoutAsked {
        let (id, site) = try known(received)
        let request: LogoutRequest
        do {
            request = try received.request(from: site.provider, opening: identity.published.decryptionKeys)
        } catch {
            throw .page(.requestInvalid, detail: "\(error)")
        }
        let asker = LogoutRun.Asker(
            site: id, requestID: request.id, state: received.relayState, binding: received.binding)
        do {
            try request.check(
                destinations: [logoutAddress], binding: received.binding, at: clock.now(), oldest: rules.oldest,
                clockSkew: rules.furthestAhead)
        } catch {
            throw .status(error.status, asker, detail: error.rawValue)
        }
        let (provider, us) = (site.provider.entityID, identity.entityID)
        let question = LogoutQuestion(
            site: id, requestID: request.id, indexes: request.sessionIndexes, name: request.nameID.value
        ) { name, index in
            request.concerns(
                NameID(name), sessionIndex: index, at: provider, of: us)
        }
        return LogoutAsked(question: question, asker: request.isAsynchronous ? nil : asker)
    }

    /// Reads a site's answer to a request of ours. That it answers that very request is seen by whoever holds the run.
    func logout(answered received: ReceivedLogout) throws(LogoutRefusal) -> LogoutReply {
        let (id, site) = try known(received)
        let response: LogoutResponse
        do { response = try received.response(from: site.provider) } catch {
            throw .page(.requestInvalid, detail: "\(error)")
        }
        // Signed for the browser to carry, it must say where to (SAML bindings §3.4.5.2, §3.5.5.2).
        guard let request = response.inResponseTo, response.destination != nil,
            response.answers(request, destinations: [logoutAddress], at: clock.now())
        else { throw .page(.requestInvalid, detail: "an answer to log out that is late, or meant for somebody else") }
        return LogoutReply(site: id, requestID: request, isOver: response.isComplete)
    }

    private func known(_ received: ReceivedLogout) throws(LogoutRefusal) -> (RelyingParty.ID, SAMLSite) {
        let id = RelyingParty.ID(received.claimedIssuer)
        guard let site = sites[id] else { throw .page(.unknownRelyingParty, detail: "no such site") }
        return (id, site)
    }

    // MARK: What goes out

    /// The answer to a site's request, for the browser to carry; nil where the site has no address for it.
    func answer(_ status: SAMLStatus, to asker: LogoutRun.Asker) throws(SAMLError) -> LogoutTrip? {
        guard let site = sites[asker.site], let service = site.front(preferring: asker.binding) else { return nil }
        let message = try identity.logout(signingKey: site.manner.signingKeys.key(at: clock.now())).response(
            status, to: service.answers, inResponseTo: asker.requestID, at: clock.now())
        return try trip(message, service, field: "SAMLResponse", relayState: asker.state)
    }

    /// The answer to a site that called by SOAP: the body.
    func soapAnswer(_ status: SAMLStatus, to asker: LogoutRun.Asker) throws(SAMLError) -> [UInt8] {
        // A call's answer goes back the way it came, and so names no address of the site.
        try identity.logout(signingKey: sites[asker.site]?.manner.signingKeys.key(at: clock.now()))
            .response(status, to: nil, inResponseTo: asker.requestID, at: clock.now()).soapBody()
    }

    /// A request that the browser carries to a site; nil where the site takes none so.
    func ask(_ stop: LogoutRun.Stop, returning state: String? = nil) throws(SAMLError) -> (
        id: String, trip: LogoutTrip
    )? {
        guard let site = sites[stop.site], let service = site.front(preferring: SAMLBinding.redirect) else {
            return nil
        }
        let message = try request(stop, site, service.location)
        return (message.id, try trip(message, service, field: "SAMLRequest", relayState: state))
    }

    /// A request that this house sends itself; nil where the site is not called so.
    func call(_ stop: LogoutRun.Stop) throws(SAMLError) -> (id: String, url: String, body: [UInt8])? {
        guard let site = sites[stop.site], let service = site.logoutService(SAMLBinding.soap) else {
            return nil
        }
        let message = try request(stop, site, service.location)
        return (message.id, service.location, try message.soapBody())
    }

    /// What a site answered to a call, if it is an answer of that site to that very request.
    func reply(_ body: [UInt8], to id: String, from stop: LogoutRun.Stop) -> LogoutReply? {
        guard let site = sites[stop.site], let received = try? ReceivedLogout.soap(body),
            let response = try? received.response(from: site.provider),
            response.answers(id, destinations: [logoutAddress], at: clock.now())
        else { return nil }
        return LogoutReply(site: stop.site, requestID: id, isOver: response.isComplete)
    }

    private func request(
        _ stop: LogoutRun.Stop, _ site: SAMLSite, _ address: String
    ) throws(SAMLError) -> LogoutMessage {
        let subject = LogoutSubject(
            nameID: NameID(stop.name), sessionIndexes: stop.indexes, reason: "urn:oasis:names:tc:SAML:2.0:logout:user")
        return try identity.logout(signingKey: site.manner.signingKeys.key(at: clock.now())).request(
            subject, to: address, at: clock.now())
    }

    private func trip(
        _ message: LogoutMessage, _ service: SingleLogoutService, field: String, relayState: String?
    ) throws(SAMLError) -> LogoutTrip {
        guard service.binding == SAMLBinding.post else {
            return .redirect(try message.redirectURL(relayState: relayState))
        }
        let form = AnswerForm(
            address: message.destination, response: PostBinding.encode(try message.posted()), relayState: relayState)
        return .form(form, field: field)
    }
}

extension SAMLSite {
    /// Where the browser carries messages about logging out.
    fileprivate func front(preferring binding: String) -> SingleLogoutService? {
        let wanted = binding == SAMLBinding.soap ? [] : [binding]
        return (wanted + [SAMLBinding.redirect, SAMLBinding.post]).lazy.compactMap { self.logoutService($0) }
            .first
    }
}

extension SAMLSite {
    /// Of those that the site's metadata names, only what its profile knows.
    fileprivate func logoutService(_ binding: String) -> SingleLogoutService? {
        manner.rules.logoutBindings.contains(binding) ? provider.logoutService(binding) : nil
    }
}

extension NameID {
    fileprivate init(_ name: SessionName) {
        self.init(
            value: name.value, format: name.format, nameQualifier: name.qualifier,
            spNameQualifier: name.siteQualifier)
    }
}

extension SessionName {
    init(_ nameID: NameID) {
        self.init(
            value: nameID.value, format: nameID.format, qualifier: nameID.nameQualifier,
            siteQualifier: nameID.spNameQualifier)
    }
}

extension LogoutResponse {
    /// A site that says "partly" has not confirmed.
    fileprivate var isComplete: Bool { status.isSuccess && status.second == nil }
}
