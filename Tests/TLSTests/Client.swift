import Foundation
import Synchronization

/// `openssl s_client` as a process of its own.
struct Client: Sendable {
    let port: Int
    var name: String? = Host.login
    var arguments: [String] = []
    var request = Client.get

    static let get = "GET / HTTP/1.1\r\nHost: porta\r\n\r\n"

    struct Outcome: Sendable {
        let output: String
        let status: Int32
    }

    /// Connects, sends the request and reads until the server closes. With `commands`, what is sent may hold the
    /// client's own commands, such as `R` for a renegotiation. Reading begins after `readWhen`.
    func run(commands: Bool = false, readWhen: (@Sendable () async -> Void)? = nil) async throws -> Outcome {
        let process = Process()
        // A client that hangs must not hang the tests.
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments =
            ["--signal=KILL", "60", "openssl", "s_client", "-connect", "127.0.0.1:\(port)"]
            + (name.map { ["-servername", $0] } ?? ["-noservername"])
            + (commands ? [] : ["-ign_eof"]) + arguments
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        signal(SIGPIPE, SIG_IGN)  // a client that was refused takes no request
        try process.run()
        try? input.fileHandleForWriting.write(contentsOf: Data(request.utf8))
        await readWhen?()
        let text = try await blocking {
            let bytes = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: bytes, as: UTF8.self)
        }
        try? input.fileHandleForWriting.close()
        return Outcome(output: text, status: process.terminationStatus)
    }
}

/// Runs what blocks on a thread of its own: the pool is as wide as the cores.
func blocking<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
    }
}
