import Foundation

/// The package as it stands on the disk.
enum House {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Rooms by floor. A room knows only rooms on lower floors.
    static let floors: [[String]] = [
        ["COpenSSL", "CLibXML2", "CCurl", "CZlib"],
        ["OpenSSL", "Fetch"],
        ["PKI", "SignedXML", "TLS", "DemoPKI"],
        ["Login", "SAML"],
        ["Gateway", "Records", "Settings", "Sandbox"],
        ["porta"],
    ]

    static func floor(of room: String) -> Int? { floors.firstIndex { $0.contains(room) } }

    static var rooms: [String] { floors.joined().map { $0 } }

    static func sources(of room: String) throws -> [(name: String, text: String)] {
        let folder = root.appendingPathComponent("Sources/\(room)")
        guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return [] }
        return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map {
            ($0.path.replacing(root.path + "/", with: ""), try String(contentsOf: $0, encoding: .utf8))
        }
    }
}

/// Runs a program and gives back all that it said.
func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = House.root
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
