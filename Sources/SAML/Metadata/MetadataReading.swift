import SignedXML

import struct Foundation.Date

/// Walks through metadata and gathers entities and findings.
struct MetadataReading {
    let check: MetadataCheck
    private var findings: [MetadataFinding] = []
    private var entities: [String] = []
    private var sites: [ServiceProvider] = []

    init(check: MetadataCheck) { self.check = check }

    mutating func note(
        _ severity: MetadataFinding.Severity, _ rule: MetadataRule, _ place: String, _ what: String,
        entity: String? = nil
    ) {
        findings.append(MetadataFinding(severity, rule, entity: entity, at: place, what))
    }

    mutating func report(_ root: XMLElement) -> MetadataReport {
        read(root, until: nil, alone: root.name == SAMLNamespace.md("EntityDescriptor"))
        let isClean = !findings.contains { $0.severity == .error }
        if entities.isEmpty, isClean {
            note(.error, .notMetadata, "/", "there is no entity in the file")
        } else if sites.isEmpty, isClean {
            note(.error, .noServiceProvider, "/", "there is no SPSSODescriptor for SAML 2.0 in the file")
        }
        let failed = findings.contains { $0.severity == .error }
        return MetadataReport(entities: entities, findings: findings, sites: failed ? [] : sites)
    }

    private mutating func read(_ element: XMLElement, until outer: Date?, alone: Bool) {
        let isGroup = element.name == SAMLNamespace.md("EntitiesDescriptor")
        let place = isGroup ? "md:EntitiesDescriptor" : "md:EntityDescriptor"
        let id = isGroup ? nil : element.attribute("entityID")
        let own = validUntil(element, place, entity: id)
        // The nearer of the two ends counts (SAML metadata §2.3.1).
        let until = [own, outer].compactMap(\.self).min()
        guard isGroup else { return readEntity(element, id: id, until: until, alone: alone) }
        let members = element.elements.filter {
            [SAMLNamespace.md("EntityDescriptor"), SAMLNamespace.md("EntitiesDescriptor")].contains($0.name)
        }
        for member in members { read(member, until: until, alone: false) }
    }

    private mutating func validUntil(_ element: XMLElement, _ place: String, entity: String?) -> Date? {
        guard let text = element.attribute("validUntil") else { return nil }
        if let date = SAMLTime.date(text.trimmingXMLSpace) { return date }
        note(.error, .notMetadata, "\(place)/@validUntil", "validUntil is no time in UTC", entity: entity)
        return nil
    }

    private mutating func readEntity(_ element: XMLElement, id: String?, until: Date?, alone: Bool) {
        guard let id, Self.isAbsoluteURI(id), id.count <= 256 else {
            return note(
                .error, .entityID, "md:EntityDescriptor/@entityID",
                "the entityID is missing, no absolute URI or longer than 256 characters", entity: id)
        }
        if entities.contains(where: { sameBytes($0, id) }) {
            note(.error, .duplicateEntity, "md:EntityDescriptor/@entityID", "the entity stands twice", entity: id)
        }
        entities.append(id)
        let roles = element.elements(SAMLNamespace.md("SPSSODescriptor"))
        let ends = roles.compactMap { validUntil($0, "md:SPSSODescriptor", entity: id) }
        let until = (ends + [until].compactMap(\.self)).min()
        checkEnd(until, entity: id)
        var reading = EntityReading(entity: id, validUntil: until, sandbox: check.sandbox)
        if let site = reading.site(element, alone: alone) { sites.append(site) }
        findings += reading.findings
    }

    /// Kantara saml2int MD03: metadata without an end, or with one far ahead, could be replayed for ever.
    private mutating func checkEnd(_ until: Date?, entity: String) {
        let place = "md:EntityDescriptor/@validUntil"
        guard let until else {
            return note(
                check.remote ? .error : .warning, .validUntilMissing, place, "the metadata never expires",
                entity: entity)
        }
        if until <= check.at {
            note(.error, .expired, place, "valid until \(SAMLTime.text(until))", entity: entity)
        } else if until.timeIntervalSince(check.at) > Double(check.furthest.components.seconds) {
            note(
                check.remote ? .error : .warning, .validUntilTooFar, place,
                "valid until \(SAMLTime.text(until)), further ahead than the limit", entity: entity)
        }
    }

    /// RFC 3986 §4.3, by its characters: a scheme, a colon and something behind it.
    private static func isAbsoluteURI(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon >= 1, colon + 1 < bytes.count,
            isLetter(bytes[0])
        else { return false }
        let scheme = bytes[..<colon].allSatisfy {
            isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0)
        }
        let rest = bytes.allSatisfy { (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
        return scheme && rest
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
