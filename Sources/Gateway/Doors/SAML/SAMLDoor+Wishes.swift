import Login
import OpenSSL
import SAML

extension SAMLDoor {
    /// What the request chooses of the site's registration, in the house's own words.
    func wishes(
        _ accepted: AcceptedRequest, _ nameID: NameIDKind, _ site: SAMLSite
    ) throws(AuthnRequestRefusal) -> LoginWishes {
        var wishes = LoginWishes()
        if accepted.context.uri != site.manner.levels.usual { wishes.level = accepted.context.uri }
        wishes.itemSet = try itemSet(accepted, site)
        wishes.expected = try expected(accepted, nameID, site)
        wishes.isNamedInGroup = accepted.nameQualifier != nil
        let known = site.relyingParty.requesters
        wishes.requesters = accepted.requesters.filter { known[$0] != nil }
        wishes.hasUnknownRequester = wishes.requesters.count < accepted.requesters.count
        if site.relyingParty.isPairwisePerRequester, wishes.requesters.isEmpty, wishes.hasUnknownRequester {
            // Nobody has said in which name space such a requester knows persons.
            throw AuthnRequestRefusal(cause: .requestDenied, consumer: accepted.consumer)
        }
        return wishes
    }

    /// The set that the request names by its index; without one the registration alone decides, which the operator
    /// wrote with the metadata before him.
    private func itemSet(_ accepted: AcceptedRequest, _ site: SAMLSite) throws(AuthnRequestRefusal) -> UInt16? {
        guard let index = accepted.request.attributeConsumingServiceIndex else { return nil }
        guard let set = site.relyingParty.itemSets[UInt16(clamping: index)] else {
            throw AuthnRequestRefusal(cause: .unknownAttributeService, consumer: accepted.consumer)
        }
        guard !set.demandsMore else {
            throw AuthnRequestRefusal(cause: .requestDenied, consumer: accepted.consumer)
        }
        return UInt16(clamping: index)
    }

    /// The person asked for, by the name that this answer would carry (SAML core §3.3.4: it must match strongly).
    private func expected(
        _ accepted: AcceptedRequest, _ nameID: NameIDKind, _ site: SAMLSite
    ) throws(AuthnRequestRefusal) -> ExpectedPerson? {
        guard let subject = accepted.expectedSubject else { return nil }
        guard (kind(of: subject.format) ?? nameID) == nameID else {
            throw AuthnRequestRefusal(cause: .nameIDNotAllowed, consumer: accepted.consumer)
        }
        // A name for once names nobody a second time.
        guard let person = ExpectedPerson(kind: nameID, name: subject.value) else {
            throw AuthnRequestRefusal(cause: .otherSubject, consumer: accepted.consumer)
        }
        return person
    }

    /// What the request asks for, else the kind of the person it expects, else what the site is registered with.
    func nameID(_ accepted: AcceptedRequest, _ site: SAMLSite) -> NameIDKind {
        accepted.nameIDFormat.flatMap(kind) ?? accepted.expectedSubject.flatMap { kind(of: $0.format) }
            ?? site.relyingParty.nameID
    }

    /// The kind of name that a format means; nil for "unspecified".
    private func kind(of format: String) -> NameIDKind? {
        switch format {
        case NameIDFormat.persistent: .pairwise
        case NameIDFormat.transient: .transient
        case nationalIDFormat: .nationalID
        default: nil
        }
    }

    /// The name as the site gets it.
    func nameID(_ name: ReleasedName, _ request: LoginRequest, _ site: SAMLSite) -> NameID {
        let group = request.wishes.isNamedInGroup ? site.relyingParty.pairwiseGroup : nil
        switch name {
        case .pairwise(let identifier):
            return NameID(
                value: identifier, format: NameIDFormat.persistent, nameQualifier: identity.entityID,
                spNameQualifier: group ?? site.provider.entityID)
        case .transient:
            return NameID(
                value: "_" + Hex.encode(randomness(20)), format: NameIDFormat.transient,
                nameQualifier: identity.entityID,
                spNameQualifier: site.provider.entityID)
        case .nationalID(let number):
            return NameID(value: number, format: nationalIDFormat ?? NameIDFormat.unspecified)
        }
    }
}
