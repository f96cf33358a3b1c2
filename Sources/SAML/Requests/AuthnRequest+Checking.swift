import SignedXML

public import struct Foundation.Date

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
        guard let context = granted(rules.levels) else {
            throw AuthnRequestRefusal(cause: .levelNotAvailable, consumer: consumer)
        }
        return AcceptedRequest(
            request: self, consumer: consumer, nameIDFormat: wantedFormat, nameQualifier: foreignQualifier(site),
            context: context, expectedSubject: expectedSubject, attributes: attributeService(of: site),
            requesters: scoping?.requesterIDs ?? [])
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
            found = site.postServices.first { $0.index == consumerIndex } ?? otherBinding(consumerIndex, site)
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

    /// The same by index.
    private func otherBinding(_ index: Int, _ site: ServiceProvider) -> AssertionConsumerService? {
        site.assertionConsumerServices.contains { $0.index == index } ? site.defaultService : nil
    }

    private var asksOtherBinding: Bool { protocolBinding.map { !sameBytes($0, SAMLBinding.post) } ?? false }

    private func asksOtherBinding(of site: ServiceProvider) -> Bool {
        if asksOtherBinding { return true }
        guard let consumerIndex else { return false }
        return !site.postServices.contains { $0.index == consumerIndex }
    }

    private func cause(against rules: RequestRules, site: ServiceProvider) -> AuthnRequestRefusal.Cause? {
        if version != "2.0" { return versionFault }
        if asksOtherBinding(of: site) { return .bindingNotSupported }
        if hasConditions { return .notSupported("Conditions") }
        if let providers = scoping?.identityProviders, !providers.contains(where: { sameBytes($0, rules.entityID) }) {
            return .noSupportedProvider
        }
        if let subject, let fault = fault(of: subject, rules, site) { return fault }
        if attributeConsumingServiceIndex != nil, attributeService(of: site) == nil { return .unknownAttributeService }
        if granted(rules.levels) == nil { return .levelNotAvailable }
        if !nameIDIsAllowed(rules, site: site) { return .nameIDNotAllowed }
        // A card must be put in for every login, which is the opposite of passive.
        if isPassive, forceAuthn || !rules.passiveIsPossible { return .passiveImpossible }
        return nil
    }

    /// SAML core §4.1.3.2: which way the version is off.
    private var versionFault: AuthnRequestRefusal.Cause {
        let parts = version.split(separator: ".", omittingEmptySubsequences: false).map { UInt16($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return .wrongVersion }
        return major < 2 ? .versionTooLow : (major, minor) > (2, 0) ? .versionTooHigh : .wrongVersion
    }

    /// Another person must not be answered for (SAML core §3.4.1.4): whoever asks for one gets nobody else.
    private func fault(
        of subject: RequestedSubject, _ rules: RequestRules, _ site: ServiceProvider
    ) -> AuthnRequestRefusal.Cause? {
        guard rules.subjectsAreCompared, !subject.asksMore, subject.nameID != nil else {
            return .notSupported("Subject")
        }
        if let format = subject.format, !sameBytes(format, NameIDFormat.unspecified),
            !rules.nameIDFormats.contains(where: { sameBytes($0, format) })
        {
            return .nameIDNotAllowed
        }
        if let qualifier = subject.nameQualifier, !sameBytes(qualifier, rules.entityID) { return .otherSubject }
        if let qualifier = subject.spNameQualifier, !ownsNames(qualifier, rules, site) { return .otherSubject }
        return nil
    }

    private var expectedSubject: NameID? {
        guard let subject, let value = subject.nameID else { return nil }
        return NameID(
            value: value, format: subject.format ?? NameIDFormat.unspecified, nameQualifier: subject.nameQualifier,
            spNameQualifier: subject.spNameQualifier)
    }

    private func granted(_ levels: AuthnLevels) -> GrantedContext? {
        guard let requestedAuthnContext else { return .class(levels.usual) }
        return levels.granted(requestedAuthnContext)
    }

    private func attributeService(of site: ServiceProvider) -> ServiceProvider.AttributeConsumingService? {
        guard let index = attributeConsumingServiceIndex else { return site.defaultAttributeService }
        return site.attributeConsumingServices.first { $0.index == index }
    }

    /// A format that was asked for by name; "unspecified" asks for none.
    private var wantedFormat: String? {
        guard let format = nameIDPolicy?.format, !sameBytes(format, NameIDFormat.unspecified) else { return nil }
        return format
    }

    private func nameIDIsAllowed(_ rules: RequestRules, site: ServiceProvider) -> Bool {
        if let qualifier = nameIDPolicy?.spNameQualifier, !ownsNames(qualifier, rules, site) { return false }
        guard let wantedFormat else { return true }
        return rules.nameIDFormats.contains { sameBytes($0, wantedFormat) }
    }

    private func ownsNames(_ qualifier: String, _ rules: RequestRules, _ site: ServiceProvider) -> Bool {
        sameBytes(qualifier, site.entityID) || rules.nameQualifiers.contains { sameBytes($0, qualifier) }
    }

    private func foreignQualifier(_ site: ServiceProvider) -> String? {
        nameIDPolicy?.spNameQualifier.flatMap { sameBytes($0, site.entityID) ? nil : $0 }
    }
}
