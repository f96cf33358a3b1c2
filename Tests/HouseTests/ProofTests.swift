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
        Case(name: "answer-bytes-read-before-admission", diagnostic: "is inaccessible due to 'internal' protection level"),
        Case(name: "signed-document-made-outside-SignedXML", diagnostic: "'SignedDocument' initializer is inaccessible"),
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
        return try run("swiftc", ["-emit-sil", "-parse-as-library", "-swift-version", "6", "-o", "/dev/null", copy.path] + Self.search)
    }

    /// The modules that were built beside this test, and the C modules below them.
    private static let search: [String] = {
        let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let maps = House.floors[0].flatMap { ["-Xcc", "-fmodule-map-file=\(House.root.path)/Sources/\($0)/module.modulemap"] }
        let checkouts = products.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("checkouts")
        let nio = ["CNIOAtomics", "CNIODarwin", "CNIOLinux", "CNIOPosix", "CNIOWindows", "CNIOSHA1", "CNIOLLHTTP", "CNIOExtrasZlib"]
        let others = nio.map { name -> [String] in
            let map = products.appendingPathComponent("\(name).build/module.modulemap").path
            return FileManager.default.fileExists(atPath: map) ? ["-Xcc", "-fmodule-map-file=\(map)"] : []
        }.flatMap(\.self)
        _ = checkouts
        return ["-I", products.appendingPathComponent("Modules").path, "-Xcc", "-I/usr/include/libxml2"] + maps + others
    }()
}
