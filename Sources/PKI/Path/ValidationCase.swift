public import Foundation

/// A certificate to be validated with everything that may be needed for it: no configuration, no network.
public struct ValidationCase: Sendable {
    public enum Revocation: String, Sendable, CaseIterable {
        case none
        /// Every certificate below the anchor needs a current CRL in scope.
        case crl
        /// The target needs a verified, fresh good answer.
        case ocsp
        /// OCSP first, then CRLs; a revocation that any verified source knows wins.
        case either
    }

    public enum Profile: String, Sendable, CaseIterable {
        /// RFC 5280, and no MD5, SHA-1, DSA or RSA below 2,048 bits.
        case rfc5280
        /// What the gateway demands of cards.
        case card
    }

    /// DER.
    public var certificate: [UInt8]
    /// DER of certificates whose name and key are trusted.
    public var trustAnchors: [[UInt8]]
    /// Pools in any order, with useless extras.
    public var intermediates: [[UInt8]] = []
    public var crls: [[UInt8]] = []
    public var ocspResponses: [[UInt8]] = []
    /// nil: no dates are checked, those of revocation data neither.
    public var moment: Date?
    public var revocation = Revocation.none
    public var profile = Profile.rfc5280
    /// user-initial-policy-set; empty is any-policy.
    public var policies: Set<OID> = []
    public var requireExplicitPolicy = false
    public var inhibitPolicyMapping = false
    public var inhibitAnyPolicy = false
    /// The target needs all of them.
    public var extendedKeyUsages: Set<OID> = []
    /// At most so many intermediates, self-issued ones not counted.
    public var maximumDepth: Int?
    /// Revocation data whose thisUpdate is older are stale.
    public var maximumAgeDays: Int?
    public var peerName: PeerName?

    public init(certificate: [UInt8], trustAnchors: [[UInt8]], at moment: Date?) {
        (self.certificate, self.trustAnchors, self.moment) = (certificate, trustAnchors, moment)
    }
}

extension ValidationCase {
    var rules: PathRules { profile == .rfc5280 ? .rfc5280 : .card }

    var inputs: PathInputs {
        PathInputs(
            moment: moment, initialPolicySet: policies.isEmpty || policies.contains(.anyPolicy) ? nil : policies,
            initialPolicyMappingInhibit: inhibitPolicyMapping, initialExplicitPolicy: requireExplicitPolicy,
            initialAnyPolicyInhibit: inhibitAnyPolicy, maximumDepth: depth, rules: rules,
            chainedPurposes: demands.extendedKeyUsages, target: demands)
    }

    private var depth: Int? {
        let own = maximumDepth.map { max(0, $0) }
        guard profile == .card else { return own }
        return min(own ?? .max, PathInputs.deepestCardPath)
    }

    private var demands: TargetDemands {
        var demands = TargetDemands()
        demands.extendedKeyUsages = extendedKeyUsages
        demands.peerName = peerName
        guard profile == .card else { return demands }
        let rules = AcceptanceRules()
        demands.keyUsage = rules.keyUsages
        demands.isNoAuthority = true
        if extendedKeyUsages.isEmpty { demands.extendedKeyUsages = rules.extendedKeyUsages }
        return demands
    }
}

extension PathInputs {
    /// At most so many certificates between a card and its anchor (threats: R10).
    static let deepestCardPath = 3
}
