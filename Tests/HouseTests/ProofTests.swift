import Foundation
import Testing

/// What must not compile, each beside a right twin that does: without the twin a test would also pass because a module
/// was not found.
struct ProofTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let diagnostic: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "proven-card-made-outside-PKI", diagnostic: "'ProvenCard' initializer is inaccessible"),
        Case(name: "proven-login-made-outside-Login", diagnostic: "'ProvenLogin' initializer is inaccessible"),
        Case(name: "release-made-outside-Login", diagnostic: "'Release' initializer is inaccessible"),
        Case(name: "admission-made-outside-Login", diagnostic: "'Admission' initializer is inaccessible"),
        Case(name: "admission-without-a-release", diagnostic: "missing argument for parameter #1"),
        Case(name: "proof-used-twice", diagnostic: "'login' consumed more than once"),
        Case(name: "admission-used-twice", diagnostic: "'admission' consumed more than once"),
        Case(name: "proof-copied", diagnostic: "'first' used after consume"),
        Case(name: "answer-without-an-admission", diagnostic: "missing argument for parameter 'for'"),
        Case(
            name: "answer-bytes-read-before-admission", diagnostic: "is inaccessible due to 'internal' protection level"
        ),
        Case(
            name: "signed-document-made-outside-SignedXML", diagnostic: "'SignedDocument' initializer is inaccessible"),
    ]

    @Test(arguments: cases) func `the wrong program does not compile, its right twin does`(_ wrong: Case) throws {
        let right = try compile(wrong.name + ".right")
        #expect(right.status == 0, "\(right.output)")
        let refused = try compile(wrong.name + ".wrong")
        #expect(refused.status != 0)
        #expect(refused.output.contains(wrong.diagnostic), "\(refused.output)")
    }

    /// Type checking alone does not see what is consumed: SIL is made.
    private func compile(_ name: String) throws -> (status: Int32, output: String) {
        let program = House.root.appendingPathComponent("Tests/HouseTests/Programs/\(name).swift.txt")
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("porta-\(UUID()).swift")
        try FileManager.default.copyItem(at: program, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        let arguments = ["-emit-sil", "-parse-as-library", "-swift-version", "6", "-o", "/dev/null", copy.path]
        return try run("swiftc", arguments + Self.search)
    }

    /// The modules that were built beside this test, and the C modules below them.
    private static let search: [String] = {
        let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let checkouts = products.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("checkouts")
        let own = House.floors[0].map { House.root.appendingPathComponent("Sources/\($0)/module.modulemap") }
        let made = folders(in: products).map { $0.appendingPathComponent("module.modulemap") }
        let headers = folders(in: checkouts).flatMap { folders(in: $0.appendingPathComponent("Sources")) }
            .map { $0.appendingPathComponent("include") }
        let shipped = headers.map { $0.appendingPathComponent("module.modulemap") }
        let maps = (own + made + shipped).map(\.path).filter(FileManager.default.fileExists(atPath:))
        return ["-I", products.appendingPathComponent("Modules").path, "-Xcc", "-I/usr/include/libxml2"]
            + maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
            + headers.flatMap { ["-Xcc", "-I", "-Xcc", $0.path] }
    }()

    private static func folders(in folder: URL) -> [URL] {
        (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    }
}
