import SignedXML

public import struct Foundation.Date

/// A request that may be granted, with the address for its answer.
public struct AcceptedRequest: Sendable {
    public let request: AuthnRequest
    public let consumer: AssertionConsumerService
    /// The format asked for; nil leaves the choice to the house.
    public let nameIDFormat: String?
}

extension AuthnRequest {
    /// Holds the request against the site's metadata and our rules (R25): first whether it can be answered at all,
    /// then whether it can be granted.
    public func accepted(
        from site: ServiceProvider, under rules: RequestRules, at now: Date
    ) throws(AuthnRequestRefusal) -> AcceptedRequest {
        if let end = site.validUntil, end <= now { throw AuthnRequestRefusal(cause: .metadataExpired, consumer: nil) }
        try checkAddress(rules)
        try checkTime(rules, now)
        let consumer = try consumer(of: site)
        if let cause = cause(against: rules, site: site) {
            throw AuthnRequestRefusal(cause: cause, consumer: consumer)
        }
        return AcceptedRequest(request: self, consumer: consumer, nameIDFormat: wantedFormat)
    }

    /// SAML bindings §3.4.5.2, §3.5.5.2: a signed message must say whom it is for.
    private func checkAddress(_ rules: RequestRules) throws(AuthnRequestRefusal) {
        guard let destination else {
            if isSigned { throw AuthnRequestRefusal(cause: .wrongDestination, consumer: nil) }
            return
        }
        guard rules.destinations.contains(where: { sameBytes($0, destination) }) else {
            throw AuthnRequestRefusal(cause: .wrongDestination, consumer: nil)
        }
    }

    private func checkTime(_ rules: RequestRules, _ now: Date) throws(AuthnRequestRefusal) {
        let age = now.timeIntervalSince(issueInstant)
        if age > Double(rules.oldest.components.seconds) { throw AuthnRequestRefusal(cause: .stale, consumer: nil) }
        if -age > Double(rules.furthestAhead.components.seconds) {
            throw AuthnRequestRefusal(cause: .fromTheFuture, consumer: nil)
        }
    }

    /// The address for the answer: in the metadata byte for byte, or there is none (S1).
    private func consumer(of site: ServiceProvider) throws(AuthnRequestRefusal) -> AssertionConsumerService {
        if consumerIndex != nil, consumerURL != nil || protocolBinding != nil {
            throw AuthnRequestRefusal(cause: .contradictory, consumer: nil)
        }
        let found: AssertionConsumerService?
        if let consumerIndex {
            found = site.postServices.first { $0.index == consumerIndex }
        } else if let consumerURL {
            found = site.postServices.first { sameBytes($0.location, consumerURL) } ?? otherBinding(consumerURL, site)
        } else {
            found = site.defaultService
        }
        guard let found else { throw AuthnRequestRefusal(cause: .unknownConsumer, consumer: nil) }
        return found
    }

    /// An address that the site has for another binding, asked for with that binding: the default one gets the status.
    private func otherBinding(_ url: String, _ site: ServiceProvider) -> AssertionConsumerService? {
        guard asksOtherBinding, site.assertionConsumerServices.contains(where: { sameBytes($0.location, url) }) else {
            return nil
        }
        return site.defaultService
    }

    private var asksOtherBinding: Bool { protocolBinding.map { !sameBytes($0, SAMLBinding.post) } ?? false }

    private func cause(against rules: RequestRules, site: ServiceProvider) -> AuthnRequestRefusal.Cause? {
        if version != "2.0" { return .wrongVersion }
        if asksOtherBinding { return .bindingNotSupported }
        if hasConditions { return .notSupported("Conditions") }
        if let providers = scoping?.identityProviders, !providers.contains(where: { sameBytes($0, rules.entityID) }) {
            return .notSupported("Scoping to other identity providers")
        }
        // Another person must not be answered for (SAML core §3.4.1.4): whoever asks for one gets nobody.
        if subject != nil { return .notSupported("Subject") }
        if let requestedAuthnContext, !requestedAuthnContext.isMet(by: rules.levels) { return .levelNotAvailable }
        if !nameIDIsAllowed(rules, site: site) { return .nameIDNotAllowed }
        // A card must be put in for every login, which is the opposite of passive.
        if isPassive { return .passiveImpossible }
        return nil
    }

    /// A format that was asked for by name; "unspecified" asks for none.
    private var wantedFormat: String? {
        guard let format = nameIDPolicy?.format, !sameBytes(format, NameIDFormat.unspecified) else { return nil }
        return format
    }

    private func nameIDIsAllowed(_ rules: RequestRules, site: ServiceProvider) -> Bool {
        if let qualifier = nameIDPolicy?.spNameQualifier, !sameBytes(qualifier, site.entityID) { return false }
        guard let wantedFormat else { return true }
        return rules.nameIDFormats.contains { sameBytes($0, wantedFormat) }
    }
}

extension AuthnRequest.RequestedAuthnContext {
    /// Only "exactly this" is promised: classes of authentication have no order that everybody shares.
    func isMet(by levels: [String]) -> Bool {
        comparison == .exact && declarations.isEmpty
            && classes.contains { wanted in levels.contains { sameBytes($0, wanted) } }
    }
}
