import Foundation
import PKI
import Testing

/// The NIST Public Key Interoperability Test Suite: its list of tests lies beside, its files come with a Python package.
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
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../PKITS/manifest.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let bytes = try? Data(contentsOf: file), let list = try? decoder.decode(Manifest.self, from: bytes) else {
            return []
        }
        return list.tests
    }()

    /// DSA, which is refused by design: the two tests that are valid with it.
    static let refusedByDesign: Set<String> = ["4.1.4", "4.1.5"]

    static func file(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: try folder.get()).appending(path: name)))
    }

    private struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private static let folder = Result<String, any Error> {
        let python = ProcessInfo.processInfo.environment["PORTA_PYTHON"] ?? ownPython
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            python, "-c", "import cryptography_vectors as v, os; print(os.path.dirname(v.__file__), end='')",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let path = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, !path.isEmpty else {
            throw Missing(description: "\(python) has no cryptography_vectors: pip install cryptography-vectors")
        }
        return path + "/x509/PKITS_data"
    }

    private static var ownPython: String {
        let root = URL(filePath: #filePath).appending(path: "../../../../.build-venv/bin/python3").standardized.path()
        return FileManager.default.isExecutableFile(atPath: root) ? root : "python3"
    }
}
