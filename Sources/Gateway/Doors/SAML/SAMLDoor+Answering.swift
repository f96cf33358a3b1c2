import Foundation
public import Login
import OpenSSL
import PKI
public import SAML

extension SAMLDoor {
    /// Writes and signs the response for what may be released; its bytes stay sealed (C3).
    public func prepare(_ release: borrowing Release) throws(SAMLError) -> SealedAnswer {
        let (site, address) = try addressee(of: release.request)
        let nameID = nameID(release.name, release.request, site)
        let content = AssertionContent(
            nameID: nameID,
            attributes: attributes(release.values, release.consent.items, site),
            authnInstant: release.authenticatedAt,
            authnContextClass: release.request.wishes.level ?? site.manner.levels.usual,
            sessionIndex: release.sessionIndex ?? "_" + Hex.encode(randomness(20)),
            validity: site.manner.rules.validity, sessionNotOnOrAfter: release.sessionEnds)
        guard case .success(let encryption) = site.encryption else {
            throw .unwritable("nothing can be encrypted to \(site.provider.entityID)")
        }
        let target = target(site, address, release.request.requestID, encryption: encryption)
        let document = try identity.success(content, to: target, at: clock.now())
        let withheld = release.site.optional.filter { !release.consent.items.contains($0) }
        return SealedAnswer(
            answer: AuditEntry.Answer(
                id: document.assertionID ?? document.responseID, digest: document.digest, key: document.keyName),
            attempt: release.attempt,
            form: AnswerForm(
                address: address, response: PostBinding.encode(document.bytes), relayState: release.request.state),
            sent: release.consent.items, withheld: withheld,
            name: SessionName(nameID))
    }

    /// Opens an answer for the admission that recorded it, and for no other (C5).
    public func open(
        _ sealed: consuming SealedAnswer, for admission: consuming Admission
    ) throws(ForeignAdmission) -> OpenedAnswer {
        guard sealed.attempt == admission.attempt, sealed.answer == admission.answer else { throw ForeignAdmission() }
        return OpenedAnswer(
            form: sealed.form, sent: sealed.sent, withheld: sealed.withheld, caseNumber: admission.caseNumber,
            ticket: admission.ticket)
    }

    /// A signed status for a login that ended without an assertion.
    func refuse(_ reason: RefusalReason, _ request: LoginRequest, detail: RelyingParty.StatusDetail) throws(SAMLError)
        -> RefusedAnswer
    {
        let (site, address) = try addressee(of: request)
        let target = target(site, address, request.requestID)
        let document = try identity.failure(status(reason, detail), to: target, at: clock.now())
        return refusedAnswer(document, address, request.state)
    }

    /// Where the answer goes: the address with that index in the metadata, as it is now.
    private func addressee(of request: LoginRequest) throws(SAMLError) -> (SAMLSite, String) {
        guard let site = sites[request.site],
            let service = site.provider.postServices.first(where: { $0.index == Int(request.answerIndex) })
        else { throw .siteGone }
        return (site, service.location)
    }

    private func attributes(_ values: [Item: String], _ items: [Item], _ site: SAMLSite) -> [SAML.Attribute] {
        items.compactMap { item in
            values[item].flatMap { name(of: item, at: site).attribute([scoped($0, item)]) }
        }
    }

    /// The status for a reason; the house's own code follows SAML's, exact or coarse as the site is registered.
    func status(_ reason: RefusalReason, _ detail: RelyingParty.StatusDetail) -> SAMLStatus {
        let own = statusURI(reason, detail)
        return switch reason {
        case .levelNotAvailable: SAMLStatus(.responder, .noAuthnContext, third: own)
        case .passiveImpossible: SAMLStatus(.responder, .noPassive, third: own)
        case .nameIDNotAllowed: SAMLStatus(.requester, .invalidNameIDPolicy, third: own)
        case .requestDenied: SAMLStatus(.requester, .requestDenied, third: own)
        case .otherSubject: SAMLStatus(.responder, .unknownPrincipal, third: own)
        case .notSupported: SAMLStatus(.requester, .requestUnsupported, third: own)
        case .revocationUnavailable, .revocationStale, .overloaded, .internal:
            SAMLStatus(top: TopStatus.responder.uri, second: own)
        case .wrongVersion: SAMLStatus(.versionMismatch)
        default: SAMLStatus(.responder, .authnFailed, third: own)
        }
    }
}

extension SAMLDoor {
    /// The attribute's usual name: a published URI, or one of ours that opens as a page.
    public func attributeName(_ item: Item) -> String { usualName(of: item).name }

    /// Its name at a site, which may have names of its own.
    public func attributeName(_ item: Item, at site: RelyingParty.ID) -> String {
        sites[site].map { name(of: item, at: $0).name } ?? attributeName(item)
    }

    private func name(of item: Item, at site: SAMLSite) -> AttributeName {
        site.manner.attributes[item.rawValue] ?? usualName(of: item)
    }

    private func usualName(of item: Item) -> AttributeName {
        attributes[item.rawValue] ?? .house(item.rawValue, entityID: identity.entityID)
    }

    /// Names of persons carry the house's scope (SAML subject identifier attributes §3).
    private func scoped(_ value: String, _ item: Item) -> String {
        guard item == .pairwiseID || item == .subjectID, let scope = identity.scope else { return value }
        return "\(value)@\(scope)"
    }
}

extension SAMLDoor {
    /// The status codes for a reason in one line, outermost first.
    public func statusText(_ reason: RefusalReason, detail: RelyingParty.StatusDetail) -> String {
        let status = status(reason, detail)
        return [status.top, status.second, status.third].compactMap(\.self).joined(separator: " / ")
    }
}
