import Foundation
import OpenSSL
import PKI

/// One line of a batch: a case, with the text by which its answer is found again.
struct BatchLine {
    /// As JSON: it goes into the answer as it came.
    private(set) var id = "null"
    /// nil if the line does not hold a case.
    private(set) var given: ValidationCase?

    init(_ bytes: [UInt8], now: () -> Date) {
        guard case .object(let fields) = JSONText(bytes) else { return }
        id = Self.echo(fields["id"])
        given = try? Self.validationCase(fields, now)
    }

    private static func echo(_ id: JSONText?) -> String {
        switch id {
        case .string(let text): AnswerText.quoted(text)
        case .number(let text): text
        case .truth(let truth): "\(truth)"
        case .object, .array, .null, nil: "null"
        }
    }

    private struct Malformed: Error {}

    private static func validationCase(_ fields: [String: JSONText], _ now: () -> Date) throws(Malformed)
        -> ValidationCase
    {
        func present(_ name: String) -> JSONText? {
            if case .null = fields[name] { nil } else { fields[name] }
        }
        func text(_ name: String) throws(Malformed) -> String? {
            guard let value = present(name) else { return nil }
            guard case .string(let text) = value else { throw Malformed() }
            return text
        }
        func texts(_ name: String) throws(Malformed) -> [String] {
            guard let value = present(name) else { return [] }
            guard let texts = value.strings else { throw Malformed() }
            return texts
        }
        func truth(_ name: String) throws(Malformed) -> Bool {
            guard let value = present(name) else { return false }
            guard case .truth(let truth) = value else { throw Malformed() }
            return truth
        }
        func count(_ name: String) throws(Malformed) -> Int? {
            guard let value = present(name) else { return nil }
            guard case .number(let text) = value, let count = Int(text) ?? Double(text).flatMap(Int.init(exactly:)),
                count >= 0
            else { throw Malformed() }
            return count
        }
        func choice<T: RawRepresentable<String>>(_ name: String, _ usual: T) throws(Malformed) -> T {
            guard let text = try text(name) else { return usual }
            guard let choice = T(rawValue: text) else { throw Malformed() }
            return choice
        }
        func oids(_ name: String, _ read: (String) -> OID?) throws(Malformed) -> Set<OID> {
            var oids: Set<OID> = []
            for text in try texts(name) {
                guard let oid = read(text) else { throw Malformed() }
                oids.insert(oid)
            }
            return oids
        }
        /// What is no base64 becomes what is no DER.
        func objects(_ name: String) throws(Malformed) -> [[UInt8]] { try texts(name).map { Base64.decode($0) ?? [] } }

        guard let certificate = try text("cert") else { throw Malformed() }
        var given = ValidationCase(
            certificate: Base64.decode(certificate) ?? [], trustAnchors: try objects("trust_anchors"),
            at: try moment(fields["at"], now))
        given.intermediates = try objects("intermediates")
        given.crls = try objects("crls")
        given.ocspResponses = try objects("ocsp")
        given.revocation = try choice("revocation", .none)
        given.profile = try choice("profile", .rfc5280)
        given.policies = try oids("policies") { OID($0) }
        given.extendedKeyUsages = try oids("eku", Purpose.named)
        given.requireExplicitPolicy = try truth("require_explicit_policy")
        given.inhibitPolicyMapping = try truth("inhibit_policy_mapping")
        given.inhibitAnyPolicy = try truth("inhibit_any_policy")
        given.maximumDepth = try count("max_depth")
        given.maximumAgeDays = try count("max_age_days")
        given.peerName = try peerName(present("peer_name"))
        return given
    }

    /// Absent is now; null checks no dates.
    private static func moment(_ value: JSONText?, _ now: () -> Date) throws(Malformed) -> Date? {
        switch value {
        case nil: return now()
        case .null: return nil
        case .string(let text):
            guard let moment = RFC3339.date(text) else { throw Malformed() }
            return moment
        default: throw Malformed()
        }
    }

    private static func peerName(_ value: JSONText?) throws(Malformed) -> PeerName? {
        guard let value else { return nil }
        guard case .object(let fields) = value, case .string(let kind) = fields["kind"],
            case .string(let name) = fields["value"], let kind = PeerName.Kind(rawValue: kind),
            let peer = PeerName(kind, name)
        else { throw Malformed() }
        return peer
    }
}
