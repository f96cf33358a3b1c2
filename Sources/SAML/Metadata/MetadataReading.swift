import SignedXML

import struct Foundation.Date

/// Walks through metadata and gathers entities and findings, in time linear in its size.
struct MetadataReading {
    let check: MetadataCheck
    private var findings: [MetadataFinding] = []
    private var entities: [String] = []
    private var sites: [ServiceProvider] = []
    private var siteCount = 0
    /// Of the sites, in their place, where they are not wanted as values.
    private var texts: [EntityText] = []
    private let keepsTexts: Bool
    /// Until when the root says that the file may be believed.
    private(set) var rootEnd: Date?
    /// How often each entity stands in the file.
    private var seen: [ExactText: Int] = [:]
    /// The entities that have an error of their own.
    private var faulty: Set<ExactText> = []
    /// Whether the file as such has one.
    private var fileIsFaulty = false

    /// - Parameter keepsTexts: keeps the text of each site, and no site.
    init(check: MetadataCheck, keepsTexts: Bool = false) {
        self.check = check
        self.keepsTexts = keepsTexts
    }

    mutating func note(
        _ severity: MetadataFinding.Severity, _ rule: MetadataRule, _ place: String, _ what: String,
        entity: String? = nil
    ) {
        add(MetadataFinding(severity, rule, entity: entity, at: place, what), isFiles: entity == nil)
    }

    private mutating func add(_ finding: MetadataFinding, isFiles: Bool) {
        findings.append(finding)
        guard finding.severity == .error else { return }
        if let entity = finding.entity { faulty.insert(ExactText(entity)) }
        if isFiles { fileIsFaulty = true }
    }

    mutating func report(_ root: DocumentNode) -> MetadataReport {
        let isGroup = root.isNamed(Self.group)
        if isGroup { checkRoot(root) }
        read(root, until: nil, alone: !isGroup)
        let isClean = !fileIsFaulty && faulty.isEmpty && !findings.contains { $0.severity == .error }
        if entities.isEmpty, isClean {
            note(.error, .notMetadata, "/", "there is no entity in the file")
        } else if siteCount == 0, isClean {
            note(.error, .noServiceProvider, "/", "there is no SPSSODescriptor for SAML 2.0 in the file")
        }
        let failed = findings.contains { $0.severity == .error }
        let usable = fileIsFaulty ? [] : sites.filter { !faulty.contains(ExactText($0.entityID)) }
        return MetadataReport(entities: entities, findings: findings, sites: failed ? [] : sites, usableSites: usable)
    }

    /// The texts of the sites that can be used though others in the same file cannot.
    var usableTexts: [EntityText] { fileIsFaulty ? [] : texts.filter { !faulty.contains(ExactText($0.id)) } }

    private static let group = SAMLNamespace.md("EntitiesDescriptor")
    private static let entity = SAMLNamespace.md("EntityDescriptor")

    /// saml2int SDP-MD03: the root of what was fetched says until when it may be believed.
    private mutating func checkRoot(_ root: DocumentNode) {
        guard check.remote, let element = try? root.shallow() else { return }
        guard let end = element.attribute("validUntil").flatMap({ SAMLTime.date($0.trimmingXMLSpace) }) else {
            return note(.error, .validUntilMissing, "md:EntitiesDescriptor/@validUntil", "the file never expires")
        }
        if end <= check.at {
            note(.error, .expired, "md:EntitiesDescriptor/@validUntil", "valid until \(SAMLTime.text(end))")
        } else if end.timeIntervalSince(check.at) > Double(check.furthest.components.seconds) {
            note(
                .error, .validUntilTooFar, "md:EntitiesDescriptor/@validUntil",
                "valid until \(SAMLTime.text(end)), further ahead than the limit")
        }
    }

    private mutating func read(_ node: DocumentNode, until outer: Date?, alone: Bool) {
        guard node.isNamed(Self.group) else { return readEntity(node, until: outer, alone: alone) }
        let own = (try? node.shallow()).flatMap { validUntil($0, "md:EntitiesDescriptor", entity: nil) }
        let until = nearer(own, outer)
        if outer == nil { rootEnd = rootEnd ?? until }
        var members: [DocumentNode] = []
        node.forEachChild { if $0.isNamed(Self.entity) || $0.isNamed(Self.group) { members.append($0) } }
        for member in members { read(member, until: until, alone: false) }
    }

    private func nearer(_ one: Date?, _ other: Date?) -> Date? { [one, other].compactMap(\.self).min() }

    private mutating func validUntil(_ element: XMLElement, _ place: String, entity: String?) -> Date? {
        guard let text = element.attribute("validUntil") else { return nil }
        if let date = SAMLTime.date(text.trimmingXMLSpace) { return date }
        note(.error, .notMetadata, "\(place)/@validUntil", "validUntil is no time in UTC", entity: entity)
        return nil
    }

    /// Reads one entity within the limits of one, whatever its neighbours are.
    private mutating func readEntity(_ node: DocumentNode, until outer: Date?, alone: Bool) {
        let named = (try? node.shallow())?.attribute("entityID")
        guard let id = named, AbsoluteURI.holds(id), id.unicodeScalars.count <= 256 else {
            // Who it is cannot be said, so that only the entity itself is lost.
            return add(
                MetadataFinding(
                    .error, .entityID, entity: named, at: "md:EntityDescriptor/@entityID",
                    "the entityID is missing, no absolute URI or longer than 256 characters"), isFiles: false)
        }
        entities.append(id)
        let times = (seen[ExactText(id)] ?? 0) + 1
        seen[ExactText(id)] = times
        if times > 1 {
            // Which of the two is meant nobody knows: neither is used.
            note(.error, .duplicateEntity, "md:EntityDescriptor/@entityID", "the entity stands twice", entity: id)
        }
        do {
            read(try node.element(limits: .metadata), id: id, until: outer, alone: alone)
        } catch {
            note(.error, .tooLarge, "md:EntityDescriptor", "the entity cannot be read: \(error)", entity: id)
        }
    }

    private mutating func read(_ element: XMLElement, id: String, until outer: Date?, alone: Bool) {
        let own = validUntil(element, "md:EntityDescriptor", entity: id)
        let roles = element.elements(SAMLNamespace.md("SPSSODescriptor"))
        let ends = roles.compactMap { validUntil($0, "md:SPSSODescriptor", entity: id) }
        // The nearest of the ends counts (SAML metadata §2.3.1).
        let until = (ends + [own, outer].compactMap(\.self)).min()
        if alone { rootEnd = until }
        if alone || !roles.isEmpty { checkEnd(until, entity: id) }
        var reading = EntityReading(entity: id, validUntil: until, sandbox: check.sandbox)
        if let site = reading.site(element, alone: alone) { take(site, element, until) }
        for finding in reading.findings { add(finding, isFiles: false) }
    }

    private mutating func take(_ site: ServiceProvider, _ element: XMLElement, _ until: Date?) {
        siteCount += 1
        guard keepsTexts else { return sites.append(site) }
        guard let text = EntityText(element, id: site.entityID, until: until) else {
            return note(.error, .tooLarge, "md:EntityDescriptor", "the entity cannot be kept", entity: site.entityID)
        }
        texts.append(text)
    }

    /// A file that somebody keeps by hand should last a while; what is fetched is renewed by itself.
    private static let soon = 7 * 86_400.0

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
        } else if !check.remote, until.timeIntervalSince(check.at) < Self.soon {
            note(.warning, .expiresSoon, place, "valid until \(SAMLTime.text(until)) only", entity: entity)
        }
    }

}

/// RFC 3986 §4.3, by its characters: a scheme, a colon and something behind it.
enum AbsoluteURI {
    static func holds(_ text: String) -> Bool {
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

/// A text that equals another only byte for byte, as keys of a table must (S1).
struct ExactText: Hashable {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }
}
