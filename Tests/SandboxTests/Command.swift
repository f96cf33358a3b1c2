import Foundation

/// What a program of the system answered.
struct Command: Sendable {
    let code: Int32
    let output: String

    /// Runs it away from the threads that the servers under test need.
    static func run(_ words: String..., in folder: String) async -> Command {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Command(words, in: folder)) }
        }
    }

    private init(_ words: [String], in folder: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch {
            (code, output) = (-1, "\(error)")
            return
        }
        output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        code = process.terminationStatus
    }
}
