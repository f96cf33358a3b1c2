import Foundation
import OpenSSL

/// The `openssl` program: an independent judge of our bytes, and a maker of what we refuse to make.
enum Tool {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs `openssl` in a directory of its own that holds the given files.
    static func openssl(_ arguments: String..., files: [String: [UInt8]] = [:]) throws -> Outcome {
        try inFolder(files) { folder in try run(arguments, in: folder) }
    }

    /// Several commands in one directory; the answer is the files that they left.
    static func make(_ commands: [[String]], files: [String: [UInt8]] = [:]) throws -> [String: [UInt8]] {
        try inFolder(files) { folder in
            for command in commands {
                let outcome = try run(command, in: folder)
                guard outcome.status == 0 else { throw Failed(command: command, errors: outcome.errors) }
            }
            var made: [String: [UInt8]] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path()) {
                made[name] = Array(try Data(contentsOf: folder.appending(path: name)))
            }
            return made
        }
    }

    struct Failed: Error {
        let command: [String]
        let errors: String
    }

    private static func inFolder<Made>(_ files: [String: [UInt8]], _ act: (URL) throws -> Made) throws -> Made {
        let folder = FileManager.default.temporaryDirectory.appending(path: "porta-openssl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        return try act(folder)
    }

    private static func run(_ arguments: [String], in folder: URL) throws -> Outcome {
        let (out, err) = (folder.appending(path: "stdout"), folder.appending(path: "stderr"))
        try Data().write(to: out)
        try Data().write(to: err)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: try Data(contentsOf: out), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: err), as: UTF8.self))
    }
}

func bytes(_ hex: String) throws -> [UInt8] {
    struct NoHex: Error {}
    guard let bytes = Hex.decode(hex) else { throw NoHex() }
    return bytes
}

func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }
