import Foundation
public import Login
import OpenSSL
import PKI
public import SAML

extension SAMLDoor {
    /// Writes and signs the response for what may be released; its bytes stay sealed (C3).
    public func prepare(_ release: borrowing Release) throws(SAMLError) -> SealedAnswer {
        let (site, address) = try addressee(of: release.request)
        let content = AssertionContent(
            nameID: nameID(release.name, site.provider), attributes: attributes(release.values, release.consent.items),
            authnInstant: release.authenticatedAt, sessionIndex: "_" + Hex.encode(randomness(20)))
        let target = AnswerTarget(
            entityID: site.provider.entityID, consumer: address, inResponseTo: release.request.requestID,
            signingKey: site.signingKey)
        let document = try identity.success(content, to: target, at: clock.now())
        let withheld = release.site.optional.filter { !release.consent.items.contains($0) }
        return SealedAnswer(
            answer: AuditEntry.Answer(
                id: document.assertionID ?? document.responseID, digest: document.digest, key: document.keyName),
            attempt: release.attempt,
            form: AnswerForm(
                address: address, response: PostBinding.encode(document.bytes), relayState: release.request.state),
            sent: release.consent.items, withheld: withheld)
    }

    /// Opens an answer for the admission that recorded it, and for no other (C5).
    public func open(
        _ sealed: consuming SealedAnswer, for admission: consuming Admission
    ) throws(ForeignAdmission) -> OpenedAnswer {
        guard sealed.attempt == admission.attempt, sealed.answer == admission.answer else { throw ForeignAdmission() }
        return OpenedAnswer(
            form: sealed.form, sent: sealed.sent, withheld: sealed.withheld, caseNumber: admission.caseNumber)
    }

    /// A signed status for a login that ended without an assertion.
    func refuse(_ reason: RefusalReason, _ request: LoginRequest, detail: RelyingParty.StatusDetail) throws(SAMLError)
        -> RefusedAnswer
    {
        let (site, address) = try addressee(of: request)
        let target = AnswerTarget(
            entityID: site.provider.entityID, consumer: address, inResponseTo: request.requestID,
            signingKey: site.signingKey)
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

    private func nameID(_ name: ReleasedName, _ provider: ServiceProvider) -> NameID {
        switch name {
        case .pairwise(let identifier):
            NameID(
                value: identifier, format: NameIDFormat.persistent, nameQualifier: identity.entityID,
                spNameQualifier: provider.entityID)
        case .transient:
            NameID(
                value: "_" + Hex.encode(randomness(20)), format: NameIDFormat.transient,
                nameQualifier: identity.entityID, spNameQualifier: provider.entityID)
        }
    }

    private func attributes(_ values: [Item: String], _ items: [Item]) -> [SAML.Attribute] {
        items.compactMap { item in
            values[item].map { value in
                SAML.Attribute(
                    name: attributeName(item), friendlyName: item.samlFriendlyName, values: [scoped(value, item)])
            }
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
    /// The attribute's name: a published URI, or one of ours that opens as a page.
    public func attributeName(_ item: Item) -> String {
        item.samlName ?? "\(identity.entityID)/attributes/\(item.rawValue)"
    }

    /// Names of persons carry the house's scope (SAML subject identifier attributes §3).
    private func scoped(_ value: String, _ item: Item) -> String {
        guard item == .pairwiseID || item == .subjectID, let scope = identity.scope else { return value }
        return "\(value)@\(scope)"
    }
}

extension Item {
    /// X.520 attribute types as URIs, and other people's; nil for our own.
    fileprivate var samlName: String? {
        switch self {
        case .givenName: "urn:oid:2.5.4.42"
        case .familyName: "urn:oid:2.5.4.4"
        case .displayName: "urn:oid:2.16.840.1.113730.3.1.241"
        case .nationalID: "urn:oid:2.5.4.5"
        case .birthDate: "urn:oid:1.3.6.1.4.1.25178.1.2.3"
        case .sex: "urn:oid:1.3.6.1.4.1.25178.1.2.2"
        case .pairwiseID: "urn:oasis:names:tc:SAML:attribute:pairwise-id"
        case .subjectID: "urn:oasis:names:tc:SAML:attribute:subject-id"
        case .ageOver, .dataAsOf, .revocationSource, .revocationAge: nil
        }
    }

    fileprivate var samlFriendlyName: String {
        switch self {
        case .givenName: "givenName"
        case .familyName: "sn"
        case .displayName: "displayName"
        case .nationalID: "serialNumber"
        case .birthDate: "schacDateOfBirth"
        case .sex: "schacGender"
        case .ageOver(let years): "ageOver\(years)"
        case .pairwiseID: "pairwise-id"
        case .subjectID: "subject-id"
        case .dataAsOf: "dataAsOf"
        case .revocationSource: "revocationSource"
        case .revocationAge: "revocationAge"
        }
    }
}

extension SAMLDoor {
    /// The status codes for a reason in one line, outermost first.
    public func statusText(_ reason: RefusalReason, detail: RelyingParty.StatusDetail) -> String {
        let status = status(reason, detail)
        return [status.top, status.second, status.third].compactMap(\.self).joined(separator: " / ")
    }
}
