import Foundation
import OpenSSL

/// What RFC 5280 demands of one certificate, whatever path it stands in.
extension PathCertificate {
    /// §6.1.3(a)(2); both ends belong to the validity (§4.1.2.5), the last second to its end.
    func checkDates(at moment: Date?, _ what: String) throws(PathFault) {
        guard let moment else { return }
        guard moment >= certificate.notBefore else {
            throw PathFault(.notYetValid, "\(what) is valid from \(certificate.notBefore.stamp)")
        }
        guard moment < certificate.notAfter + 1 else {
            throw PathFault(.expired, "\(what) was valid until \(certificate.notAfter.stamp)")
        }
    }

    /// §6.1.4(k), (n).
    func checkAuthority() throws(PathFault) {
        guard certificate.version == 3 else {
            throw PathFault(.basicConstraints, "an authority's certificate of version \(certificate.version)")
        }
        guard constraints.isAuthority else { throw PathFault(.basicConstraints, "its issuer is no authority") }
        guard certificate.keyUsage?.contains(.keyCertSign) ?? true else {
            throw PathFault(.keyUsage, "its issuer may not sign certificates")
        }
    }

    /// What an anchor's certificate says against its own use. That it is a name and a key excuses only silence in
    /// version 1: §4.2.1.9 lets no other key verify certificates.
    func checkAnchor() throws(PathFault) {
        if certificate.version == 3 { try checkAuthority() }
        try checkNameConstraints()
        try checkPolicyExtensions()
        if let unknown = certificate.extensions.unknownCritical(besides: Self.understood) {
            throw PathFault(.criticalExtension, "critical extension \(unknown) of the anchor")
        }
    }

    /// The purposes demanded of the target, where an authority names any: any-purpose stands for all (R11, PA-09).
    func checkPurposes(_ demanded: Set<OID>) throws(PathFault) {
        guard let purposes = certificate.extendedKeyUsages, !purposes.contains(.anyExtendedKeyUsage) else { return }
        guard demanded.isSubset(of: purposes) else {
            throw PathFault(.eku, "an authority that is not for what is demanded")
        }
    }

    /// What a conforming certificate may not look like (§4.1, §4.2), and §6.1.4(o), §6.1.5(f): every critical extension
    /// is understood.
    func checkForm(isFinal: Bool) throws(PathFault) {
        if let unknown = certificate.extensions.unknownCritical(besides: Self.understood) {
            throw PathFault(.criticalExtension, "critical extension \(unknown)")
        }
        guard certificate.serial != [0] else { throw PathFault(.parse, "serial number zero") }  // §4.1.2.2
        try checkNames(isFinal: isFinal)
        // §4.2.1.6
        for name in constraints.alternativeNames ?? [] where name.form == .dns && !NameMatch.isHost(name.bytes) {
            throw PathFault(.parse, "a dNSName that is no host name")
        }
        try checkBasicConstraints()
        try checkUsage()
        try checkNameConstraints()
        try checkPolicyExtensions()
    }

    /// Extensions that are understood where they are critical. Those of §4.2 that are missing "MUST be marked as
    /// non-critical".
    private static let understood: Set<OID> = [
        .keyUsage, .extendedKeyUsage, .basicConstraints, .certificatePolicies, .policyMappings, .policyConstraints,
        .inhibitAnyPolicy, .nameConstraints, .subjectAlternativeName, .crlDistributionPoints,
    ]

    private func isCritical(_ name: OID) -> Bool { certificate.extensions[name]?.critical == true }

    // §4.1.2.4, §4.1.2.6
    private func checkNames(isFinal: Bool) throws(PathFault) {
        guard !issuer.isEmpty else { throw PathFault(.nameChaining, "an issuer without name") }
        guard subject.isEmpty else { return }
        guard isFinal, !constraints.isAuthority else { throw PathFault(.nameChaining, "an authority without name") }
        guard isCritical(.subjectAlternativeName) else {
            throw PathFault(.criticalExtension, "no subject, and no critical alternative name")
        }
    }

    // §4.2.1.9
    private func checkBasicConstraints() throws(PathFault) {
        // That they "MUST" be critical is not held against an authority: PKITS 4.6.4.
        guard constraints.isAuthority || constraints.pathLength == nil else {
            throw PathFault(.basicConstraints, "a path length for what is no authority")
        }
    }

    // §4.2.1.3, §4.2.1.12
    private func checkUsage() throws(PathFault) {
        if let usage = certificate.keyUsage {
            guard !usage.isEmpty else { throw PathFault(.keyUsage, "a key usage without any use") }
            guard constraints.isAuthority || !usage.contains(.keyCertSign) else {
                throw PathFault(.keyUsage, "keyCertSign for what is no authority")
            }
        }
        guard certificate.extendedKeyUsages?.isEmpty != true else {
            throw PathFault(.eku, "an extended key usage without any purpose")
        }
    }

    // §4.2.1.10
    private func checkNameConstraints() throws(PathFault) {
        guard let names = constraints.nameConstraints else { return }
        guard constraints.isAuthority else {
            throw PathFault(.nameConstraints, "name constraints in what is no authority's certificate")
        }
        guard isCritical(.nameConstraints) else {
            throw PathFault(.nameConstraints, "name constraints that are not critical")
        }
        guard !names.isEmpty else { throw PathFault(.nameConstraints, "name constraints that constrain nothing") }
        guard !names.isBounded else { throw PathFault(.nameConstraints, "a subtree with minimum or maximum") }
    }

    // §4.2.1.11, §4.2.1.14
    private func checkPolicyExtensions() throws(PathFault) {
        if let policy = constraints.policyConstraints {
            // Not critical in many tests of PKITS that must be valid.
            guard policy.requireExplicitPolicy != nil || policy.inhibitPolicyMapping != nil else {
                throw PathFault(.policy, "policy constraints that constrain nothing")
            }
        }
        guard constraints.inhibitAnyPolicy == nil || isCritical(.inhibitAnyPolicy) else {
            throw PathFault(.policy, "inhibitAnyPolicy that is not critical")
        }
    }

    /// What the caller demands of the target.
    func checkDemands(_ demands: TargetDemands, _ rules: PathRules) throws(PathFault) {
        if demands.hasSoundKey {
            guard let key = key.publicKey else { throw PathFault(.key, "its key cannot be read") }
            if let defect = rules.defect(of: key) { throw PathFault(.key, defect) }
        }
        if demands.isNoAuthority, constraints.isAuthority {
            throw PathFault(.basicConstraints, "an authority's certificate where a person's is expected")
        }
        if let usage = demands.keyUsage {
            guard let own = certificate.keyUsage, usage.isSubset(of: own) else {
                throw PathFault(
                    .keyUsage, "\(certificate.keyUsage?.description ?? "no key usage"); \(usage) is demanded")
            }
        }
        let missing = demands.extendedKeyUsages.subtracting(certificate.extendedKeyUsages ?? [])
        guard missing.isEmpty else {
            throw PathFault(.eku, "without \(missing.map(\.description).sorted().joined(separator: ", "))")
        }
        if let peer = demands.peerName, !peer.isBorne(by: self) {
            throw PathFault(.nameConstraints, "it does not bear the expected name")
        }
    }

    /// What is wrong with a target in every path, if anything is.
    func faultAsTarget(_ inputs: PathInputs) -> PathFault? {
        do throws(PathFault) {
            try checkDates(at: inputs.moment, "the certificate")
            try checkForm(isFinal: true)
            try checkDemands(inputs.target, inputs.rules)
            return nil
        } catch {
            return error
        }
    }

    /// Whether it may be an authority in any path.
    func isSoundAuthority(_ inputs: PathInputs) -> Bool {
        do throws(PathFault) {
            try checkDates(at: inputs.moment, "an authority")
            try checkForm(isFinal: false)
            try checkAuthority()
            if inputs.rules == .card { try checkPurposes(inputs.chainedPurposes) }
            return true
        } catch {
            return false
        }
    }
}
