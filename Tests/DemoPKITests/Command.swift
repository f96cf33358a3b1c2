import Foundation

/// Runs a program of the system and gives back its exit code and everything it wrote.
struct Command {
    let code: Int32
    let output: String

    init(_ words: String..., at folder: Folder) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = folder.url
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        code = process.terminationStatus
    }
}

/// A folder for one test, removed with it.
final class Folder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("porta-demo-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: url.appendingPathComponent(name)) }
    func write(_ text: String, _ name: String) throws { try write(Array(text.utf8), name) }
}
