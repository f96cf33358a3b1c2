import Foundation

/// An independent program that judges our bytes: xmllint (Debian libxml2-utils), xmlsec1 (Debian xmlsec1).
enum Tool {
    struct Outcome {
        let status: Int32
        let output: [UInt8]
        let errors: String
    }

    /// Runs a program in a directory of its own that holds the given files.
    static func run(_ arguments: [String], files: [String: [UInt8]] = [:]) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: "porta-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        let (out, err) = (folder.appending(path: "out"), folder.appending(path: "err"))
        try Data().write(to: out)
        try Data().write(to: err)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: Array(try Data(contentsOf: out)),
            errors: String(decoding: try Data(contentsOf: err), as: UTF8.self))
    }
}
