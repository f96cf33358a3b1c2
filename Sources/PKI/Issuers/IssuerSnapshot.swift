import Foundation
import OpenSSL

/// An issuer's rules as they were when a card was judged: what the record of a judgement keeps, so that the judgement
/// can be made again when the configuration has long changed (threats: R41). The certificates stand in the path.
struct IssuerSnapshot: Codable, Sendable {
    struct Attribute: Codable, Sendable {
        let attribute: String
        let pattern: String?
    }

    struct Source: Codable, Sendable {
        let kind: String
        let url: String
    }

    let name: String
    let keyUsages: UInt16
    let extendedKeyUsages: [String]
    let policies: [String]
    let rsaBits: [Int]?
    let curves: [String]
    let pathLength: Int
    let namespace: String
    let nationalID: Attribute
    let givenName: Attribute
    let familyName: Attribute
    let issuingFrom: Date?
    let issuingUntil: Date?
    let retired: Date?
    let blocked: String?
    let sources: [Source]
    /// Seconds.
    let refresh: Int64
    let maxAge: Int64
    let maxAgeWithoutNextUpdate: Int64
    let skew: Int64
    /// nil for none, as in records from before there was any.
    let grace: Int64?
    let nonce: String
    /// By the responder's address: the common names, and the certificates (DER), one of which must have signed.
    let pinnedNames: [String: [String]]
    let pinnedCertificates: [String: [Data]]

    init(_ issuer: CardIssuer) {
        name = issuer.name
        keyUsages = issuer.accept.keyUsages.rawValue
        extendedKeyUsages = issuer.accept.extendedKeyUsages.map(\.description).sorted()
        policies = issuer.accept.policies.map(\.description).sorted()
        rsaBits = issuer.accept.keys.rsaBits.map { [$0.lowerBound, $0.upperBound] }
        curves = issuer.accept.keys.curves.map(\.rawValue).sorted()
        pathLength = issuer.accept.pathLength
        namespace = issuer.identity.namespace
        nationalID = Attribute(issuer.identity.nationalID)
        givenName = Attribute(issuer.identity.givenName)
        familyName = Attribute(issuer.identity.familyName)
        (issuingFrom, issuingUntil) = (issuer.lifeCycle.issuingFrom, issuer.lifeCycle.issuingUntil)
        (retired, blocked) = (issuer.lifeCycle.retired, issuer.lifeCycle.blocked)
        let rules = issuer.revocation
        sources = rules.sources.map { Source(kind: $0.kind.rawValue, url: $0.url) }
        (refresh, maxAge) = (rules.refresh.components.seconds, rules.maxAge.components.seconds)
        maxAgeWithoutNextUpdate = rules.maxAgeWithoutNextUpdate.components.seconds
        (skew, nonce) = (rules.skew.components.seconds, rules.nonce.rawValue)
        grace = rules.grace == .zero ? nil : rules.grace.components.seconds
        pinnedNames = rules.ocsp.responders.mapValues { $0.pin.names.sorted() }
        pinnedCertificates = rules.ocsp.responders.mapValues { $0.pin.certificates.map { Data($0.der) } }
    }

    /// As it stands in records: JSON with sorted keys, dates in seconds since 1970.
    var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .secondsSince1970
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    init(text: String) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        self = try decoder.decode(IssuerSnapshot.self, from: Data(text.utf8))
    }
}

extension IssuerSnapshot.Attribute {
    fileprivate init(_ rule: AttributeRule) {
        self.init(attribute: rule.attribute.description, pattern: rule.pattern?.text)
    }

    fileprivate var rule: AttributeRule {
        get throws(PKIError) {
            guard let oid = OID(attribute) else {
                throw .malformed("recorded rules", reason: "no attribute \(attribute)")
            }
            var compiled: IdentityPattern?
            if let pattern { compiled = try IdentityPattern(pattern) }
            return AttributeRule(oid, pattern: compiled)
        }
    }
}

extension CardIssuer {
    /// The issuer as it was.
    ///
    /// - Parameters:
    ///   - above: the certificates above the card, the anchor last.
    ///   - blockedKeys: those on its list of blocked keys that matter.
    init(_ snapshot: IssuerSnapshot, above: [Certificate], blockedKeys: BlockedKeys) throws(PKIError) {
        guard let anchor = above.last else { throw .malformed("recorded judgement", reason: "no path") }
        func oids(_ texts: [String]) throws(PKIError) -> Set<OID> {
            let known = texts.compactMap { OID($0) }
            guard known.count == texts.count else { throw .malformed("recorded rules", reason: "no identifier") }
            return Set(known)
        }
        var bits: ClosedRange<Int>?
        if let range = snapshot.rsaBits {
            guard range.count == 2, range[0] <= range[1] else {
                throw .malformed("recorded rules", reason: "no range of key sizes")
            }
            bits = range[0]...range[1]
        }
        let accept = AcceptanceRules(
            keyUsages: KeyUsage(rawValue: snapshot.keyUsages), extendedKeyUsages: try oids(snapshot.extendedKeyUsages),
            policies: try oids(snapshot.policies),
            keys: KeyRules(
                rsaBits: bits, curves: Set(snapshot.curves.compactMap(Curve.init(rawValue:))), blocked: blockedKeys),
            pathLength: snapshot.pathLength)
        let identity = IdentityMapping(
            namespace: snapshot.namespace, nationalID: try snapshot.nationalID.rule,
            givenName: try snapshot.givenName.rule, familyName: try snapshot.familyName.rule)
        try self.init(
            name: snapshot.name, anchors: [anchor], intermediates: Array(above.dropLast()), accept: accept,
            identity: identity, revocation: try RevocationRules(snapshot), verified: false,
            lifeCycle: IssuerLifeCycle(
                issuingFrom: snapshot.issuingFrom, issuingUntil: snapshot.issuingUntil, retired: snapshot.retired,
                blocked: snapshot.blocked))
    }
}

extension RevocationRules {
    fileprivate init(_ snapshot: IssuerSnapshot) throws(PKIError) {
        guard let nonce = NoncePolicy(rawValue: snapshot.nonce) else {
            throw .malformed("recorded rules", reason: "no nonce policy \(snapshot.nonce)")
        }
        var responders: [String: ResponderRules] = [:]
        for (url, names) in snapshot.pinnedNames {
            var certificates: [Certificate] = []
            for der in snapshot.pinnedCertificates[url] ?? [] { certificates.append(try Certificate(der: Array(der))) }
            responders[url] = ResponderRules(pin: ResponderPin(names: Set(names), certificates: certificates))
        }
        self.init(
            sources: snapshot.sources.compactMap { RevocationSource($0) }, refresh: .seconds(snapshot.refresh),
            maxAge: .seconds(snapshot.maxAge), maxAgeWithoutNextUpdate: .seconds(snapshot.maxAgeWithoutNextUpdate),
            skew: .seconds(snapshot.skew), nonce: nonce)
        ocsp = OCSPRules(responders: responders)
        grace = .seconds(snapshot.grace ?? 0)
    }
}

extension RevocationSource {
    fileprivate init?(_ recorded: IssuerSnapshot.Source) {
        switch Kind(rawValue: recorded.kind) {
        case .ocsp: self = .ocsp(recorded.url)
        case .crl: self = .crl(recorded.url)
        default: return nil
        }
    }
}
