import Foundation
import OpenSSL
import PKI
import Testing

/// threats: R15. x509-limbo as far as it is about RFC 5280.
@Suite struct `x509-limbo` {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        struct Peer: Decodable, Sendable {
            let kind: String
            let value: String
        }

        let id: String
        let expected: Bool
        let at: String
        let anchors: [String]
        let intermediates: [String]
        let cert: String
        let crls: [String]
        let eku: [String]
        let depth: Int?
        let peer: Peer?

        var testDescription: String { id }

        func validationCase() throws -> ValidationCase {
            func der(_ text: String) throws -> [UInt8] { try #require(Base64.decode(text)) }
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: at.contains("."))
            var given = ValidationCase(
                certificate: try der(cert), trustAnchors: try anchors.map(der), at: try Date(at, strategy: style))
            given.intermediates = try intermediates.map(der)
            given.crls = try crls.map(der)
            given.extendedKeyUsages = Set(
                try eku.map { try #require(OID(named: $0 == "serverAuth" ? "1.3.6.1.5.5.7.3.1" : $0)) })
            given.maximumDepth = depth
            if let peer { given.peerName = PeerName(try #require(PeerName.Kind(rawValue: peer.kind)), peer.value) }
            return given
        }
    }

    static let rows: [Row] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Limbo/limbo.json")
        guard let bytes = try? Data(contentsOf: file) else { return [] }
        return (try? JSONDecoder().decode([Row].self, from: bytes)) ?? []
    }()

    private static let validator = Validator()

    /// Where the answer is another one, and why.
    static let deviations: [String: String] = [
        "rfc5280::aki::leaf-missing-aki": unused, "rfc5280::aki::intermediate-missing-aki": unused,
        "rfc5280::aki::cross-signed-root-missing-aki": unused, "rfc5280::ski::root-missing-ski": unused,
        "rfc5280::ski::intermediate-missing-ski": unused,
        "rfc5280::pc::ica-noncritical-pc": "PKITS has valid paths with policy constraints that are not critical",
        "rfc5280::root-non-critical-basic-constraints": "PKITS 4.6.4 is valid without the flag",
        "rfc5280::serial::negative": "PKITS 4.4.14 is valid with a negative serial number",
    ]

    private static let unused = "key identifiers are demanded of authorities (§4.2.1.1); §6.1 does not use them"

    @Test func `is there as a whole`() {
        #expect(Self.rows.count == 134)
        #expect(Set(Self.deviations.keys).isSubset(of: Self.rows.map(\.id)))
    }

    @Test(arguments: rows.filter { !$0.id.hasPrefix("crl::") })
    func `gives each path its verdict`(row: Row) throws {
        let answer = Self.validator.decide(try row.validationCase())
        #expect(
            answer.isValid == (row.expected == (Self.deviations[row.id] == nil)), "\(answer.reason) \(answer.detail)")
    }
}
