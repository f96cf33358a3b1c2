import Foundation

/// A program that is run to its end.
struct Command {
    struct Output {
        let status: Int32
        let out: String
        let err: String

        var all: String { out + err }
        var lines: [String] { out.split(separator: "\n").map(String.init) }
    }

    let words: [String]
    var environment: [String: String] = [:]
    var input: String?
    /// After that long it is ended, and its status is 124.
    var seconds = 90

    init(_ words: String...) { self.words = words }

    init(words: [String]) { self.words = words }

    func with(input: String) -> Command {
        var command = self
        command.input = input
        return command
    }

    func run() async throws -> Output {
        let folder = try Folder()
        let (out, err) = (folder.path("out"), folder.path("err"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["--default-signal", "timeout", "--kill-after=5", String(seconds)] + words
        process.environment = Programs.environment.merging(environment) { $1 }
        process.standardInput = try folder.reading("in", input ?? "")
        process.standardOutput = try folder.writing("out")
        process.standardError = try folder.writing("err")
        let status = try await process.runToTheEnd()
        return Output(status: status, out: Folder.text(out), err: Folder.text(err))
    }
}

extension Process {
    fileprivate func runToTheEnd() async throws -> Int32 {
        try await withCheckedThrowingContinuation { continuation in
            terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try run()
            } catch {
                terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }
}
