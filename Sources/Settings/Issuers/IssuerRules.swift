import Foundation
import PKI

extension Setting {
    /// Which of the issuer's certificates may log in.
    func acceptance() -> AcceptanceRules? {
        table { table in
            var rules = AcceptanceRules()
            if let setting = table.value("key-usage"), let usages = setting.list({ $0.keyUsage() }) {
                if usages.isEmpty { setting.error("demands nothing", "write [ digitalSignature ]") }
                rules.keyUsages = KeyUsage(usages)
            }
            if let usages = table.value("extended-key-usage")?.list({ $0.oid() }) {
                rules.extendedKeyUsages = Set(usages)
            }
            if let policies = table.value("policies")?.list({ $0.oid() }) { rules.policies = Set(policies) }
            rules.keys = table.nested("keys")?.keyRules() ?? rules.keys
            rules.keys.blocked = table.value("blocked-keys")?.blockedKeys() ?? rules.keys.blocked
            rules.pathLength = table.value("path-length")?.integer(0...AcceptanceRules.longestPath) ?? rules.pathLength
            if rules.extendedKeyUsages.isEmpty, rules.policies.isEmpty {
                warning(
                    "neither an extended key usage nor a policy is demanded: every certificate that this issuer's "
                        + "authorities make with the right key usage may log in",
                    "name what its login certificates have, as extended-key-usage or policies")
            }
            return rules
        }
    }

    private func keyUsage() -> KeyUsage? {
        guard let text = text() else { return nil }
        guard let usage = KeyUsage(named: text) else {
            error("\"\(text)\" is no key usage", "write it as RFC 5280 does: digitalSignature")
            return nil
        }
        return usage
    }

    private func oid() -> OID? {
        guard let text = text() else { return nil }
        guard let oid = OID(named: text) else {
            error(
                "\"\(text)\" is no object identifier", "write it in dotted form, as 1.3.6.1.5.5.7.3.2, or as clientAuth"
            )
            return nil
        }
        return oid
    }

    /// Which attributes of the subject say who the holder is (R13).
    func identity() -> IdentityMapping? {
        table { table in
            let namespace = table.required("namespace")?.shownText()
            let nationalID = table.requiredNested("national-id")?.attributeRule()
            let givenName = table.nested("given-name")?.attributeRule() ?? AttributeRule(.givenName)
            let familyName = table.nested("family-name")?.attributeRule() ?? AttributeRule(.surname)
            guard let namespace, let nationalID else { return nil }
            return IdentityMapping(
                namespace: namespace, nationalID: nationalID, givenName: givenName, familyName: familyName)
        }
    }

    private func attributeRule() -> AttributeRule? {
        table { table in
            let attribute = table.required("attribute")?.oid()
            let pattern = table.value("pattern")?.pattern()
            guard let attribute else { return nil }
            return AttributeRule(attribute, pattern: pattern)
        }
    }

    private func pattern() -> IdentityPattern? {
        guard let text = text() else { return nil }
        guard text.utf8.count <= 500, let pattern = try? IdentityPattern(text) else {
            error(
                "\"\(text)\" is no regular expression",
                "write one such as ^[A-Z][0-9]{8}$ that the whole value must match")
            return nil
        }
        return pattern
    }

    /// Where and how the issuer's revocations are learned (R17: from these addresses alone).
    func revocation() -> RevocationRules? {
        table { table in
            let setting = table.required("sources")
            var responders: [String: ResponderRules] = [:]
            var deltas: [String: String] = [:]
            let sources = setting?.list { $0.revocationSource(&responders, &deltas) }
            var rules = RevocationRules(sources: sources ?? [])
            rules.ocsp = table.nested("ocsp")?.ocspRules() ?? rules.ocsp
            rules.ocsp.responders = responders
            rules.deltas = deltas
            rules.maximumListBytes = table.value("max-list-size")?.size() ?? rules.maximumListBytes
            rules.whenUnavailable = table.value("when-unavailable")?.choice(RevocationRules.Unavailable.self) ?? .refuse
            rules.nonce = table.value("nonce")?.choice(RevocationRules.NoncePolicy.self) ?? rules.nonce
            rules.refresh = table.value("refresh")?.span() ?? rules.refresh
            rules.maxAge = table.value("max-age")?.span() ?? rules.maxAge
            rules.maxAgeWithoutNextUpdate =
                table.value("max-age-without-next-update")?.span() ?? rules.maxAgeWithoutNextUpdate
            rules.deadline = table.value("deadline")?.span() ?? rules.deadline
            if let setting = table.value("grace"), let grace = setting.span() {
                rules.grace = grace
                setting.warning(
                    "lists count for so long after the moment that their issuer set for the next: a card that was "
                        + "revoked meanwhile is let in",
                    "take the key away once the issuer publishes its lists in time")
            }
            guard let setting, let sources else { return nil }
            guard !sources.isEmpty else {
                setting.error("there is no revocation source", "write it as [ { ocsp: http://… }, { crl: http://… } ]")
                return nil
            }
            guard rules.refresh <= rules.maxAge else {
                error(
                    "refresh is longer than max-age",
                    "lists would be too old before they are fetched anew: shorten refresh")
                return nil
            }
            table.report(rules.defects)
            return rules
        }
    }

    private func span() -> Duration? { duration().map { .seconds($0) } }

    private func revocationSource(
        _ responders: inout [String: ResponderRules], _ deltas: inout [String: String]
    ) -> RevocationSource? {
        table { table in
            let ocsp = table.value("ocsp")
            let crl = table.value("crl")
            let file = table.value("file")
            switch (ocsp, crl, file) {
            case (let ocsp?, nil, nil): return table.responder(ocsp, &responders)
            case (nil, _?, nil), (nil, nil, _?): return table.listSource(crl: crl, file: file, &deltas)
            default:
                if !table.hasUnknownKeys {
                    error("must have one of ocsp and crl or file", "write each source by itself: { crl: http://… }")
                }
                return nil
            }
        }
    }
}
