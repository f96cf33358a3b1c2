import Foundation
import PKI
import Testing

/// The NIST Public Key Interoperability Test Suite, in `Vectors/PKITS`.
enum PKITS {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        let id: String
        let title: String
        let trustAnchor: String
        let intermediates: [String]
        let cert: String
        let crls: [String]
        let initialPolicySet: [String]
        let initialExplicitPolicy: Bool
        let initialPolicyMappingInhibit: Bool
        let initialInhibitAnyPolicy: Bool
        let userConstrainedPolicySet: [String]
        let expected: String

        var testDescription: String { "\(id) \(title)" }
        var isValid: Bool { expected == "valid" }
        /// Such as `4.14` of `4.14.30#2`.
        var section: String { id.split(separator: ".").prefix(2).joined(separator: ".") }

        /// The test as a case, lists included.
        func validationCase(revocation: ValidationCase.Revocation) throws -> ValidationCase {
            var given = ValidationCase(
                certificate: try certificate(cert), trustAnchors: [try certificate(trustAnchor)], at: PKITS.moment)
            // The pool holds all of the row's certificates, the target's own among them.
            given.intermediates = try intermediates.map(certificate)
            given.crls = try crls.map { try PKITS.file("crls/\($0).crl") }
            given.revocation = revocation
            given.policies = Set(initialPolicySet.compactMap { OID($0) })
            given.requireExplicitPolicy = initialExplicitPolicy
            given.inhibitPolicyMapping = initialPolicyMappingInhibit
            given.inhibitAnyPolicy = initialInhibitAnyPolicy
            return given
        }

        private func certificate(_ name: String) throws -> [UInt8] { try PKITS.file("certs/\(name).crt") }
    }

    private struct Manifest: Decodable {
        let tests: [Row]
    }

    /// 2022-01-01T00:00:00Z, as the list says.
    static let moment = Date(timeIntervalSince1970: 1_640_995_200)

    static let rows: [Row] = {
        let file = folder.appending(path: "manifest.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let bytes = try? Data(contentsOf: file), let list = try? decoder.decode(Manifest.self, from: bytes) else {
            return []
        }
        return list.tests
    }()

    /// DSA, which is refused by design: the two tests that are valid with it.
    static let refusedByDesign: Set<String> = ["4.1.4", "4.1.5"]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Vectors/PKITS").standardizedFileURL

    static func file(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }
}
