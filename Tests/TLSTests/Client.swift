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
        // A client that hangs must not hang the tests.
        try await outcome(
            "/usr/bin/timeout", ["--signal=KILL", "60", "openssl"] + command(commands), sending: request, readWhen)
    }

    /// The same so many times, one after the other; `output` is that of all. One program is started for all of them:
    /// under valgrind that is a copy of all this memory.
    func run(times: Int) async throws -> Outcome {
        let script = """
            times=$1 request=$2; shift 2
            while [ "$times" -gt 0 ]; do
                printf '%s' "$request" | timeout --signal=KILL 60 openssl "$@"
                times=$((times - 1))
            done
            """
        return try await outcome("/bin/sh", ["-c", script, "sh", "\(times)", request] + command(false), sending: "")
    }

    private func command(_ commands: Bool) -> [String] {
        ["s_client", "-connect", "127.0.0.1:\(port)"] + (name.map { ["-servername", $0] } ?? ["-noservername"])
            + (commands ? [] : ["-ign_eof"]) + arguments
    }

    private func outcome(
        _ program: String, _ arguments: [String], sending request: String,
        _ readWhen: (@Sendable () async -> Void)? = nil
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
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
