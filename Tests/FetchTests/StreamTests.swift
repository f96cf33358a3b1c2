import Fetch
import Foundation
import Glibc
import Synchronization
import Testing

@Suite struct `Fetching in pieces` {
    /// What came, piece by piece.
    private final class Taker: Sendable {
        private let pieces = Mutex<[[UInt8]]>([])
        let limit: Int

        init(limit: Int = .max) { self.limit = limit }

        var bytes: [UInt8] { pieces.withLock { $0.flatMap(\.self) } }
        var count: Int { pieces.withLock { $0.count } }

        func take(_ piece: [UInt8]) -> Bool {
            pieces.withLock { pieces in
                pieces.append(piece)
                return pieces.count < limit
            }
        }
    }

    private static let long = String(repeating: "0123456789", count: 50_000)

    @Test func `hands the body over as it comes and keeps none of it`() async throws {
        let server = LoopbackServer(
            .bytes("HTTP/1.1 200 OK\r\nETag: \"7\"\r\nContent-Length: \(Self.long.utf8.count)\r\n\r\n" + Self.long))
        let (fetcher, taker) = (CurlFetcher(allowing: [server.origin]), Taker())
        let response = try await fetcher.stream(
            FetchRequest(url: server.url, limits: FetchLimits(maximumBytes: 1_000_000)), to: taker.take)
        #expect(response == FetchResponse(status: 200, entityTag: "\"7\""))
        #expect(taker.bytes == Array(Self.long.utf8) && taker.count > 1)
    }

    @Test func `ends when whoever takes the pieces wants no more`() async throws {
        let server = LoopbackServer(.drip("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"))
        let (fetcher, taker) = (CurlFetcher(allowing: [server.origin]), Taker(limit: 1))
        await #expect(throws: FetchError.cancelled) {
            try await fetcher.stream(
                FetchRequest(url: server.url, limits: FetchLimits(maximumBytes: 1_000_000)), to: taker.take)
        }
        #expect(taker.count == 1)
    }

    @Test(arguments: ["404 Not Found", "302 Found", "304 Not Modified", "206 Partial Content"])
    func `hands nothing over but the body of an answer 200`(status: String) async throws {
        let server = LoopbackServer(.bytes("HTTP/1.1 \(status)\r\nContent-Length: 5\r\n\r\nhello"))
        let (fetcher, taker) = (CurlFetcher(allowing: [server.origin]), Taker())
        let response = try await fetcher.stream(FetchRequest(url: server.url), to: taker.take)
        #expect(String(response.status) == status.prefix(3))
        #expect(taker.count == 0)
    }

    /// The bound of a list, a gigabyte, is none for a page that says that there is none.
    @Test(arguments: ["404 Not Found", "206 Partial Content", "503 Service Unavailable"])
    func `keeps no more than 64 KB of an answer that is not handed over`(status: String) async throws {
        let server = LoopbackServer(.bytes("HTTP/1.1 \(status)\r\n\r\n" + Self.long))
        let (fetcher, taker) = (CurlFetcher(allowing: [server.origin]), Taker())
        await #expect(throws: FetchError.tooLarge(limit: 65_536)) {
            try await fetcher.stream(
                FetchRequest(url: server.url, limits: FetchLimits(maximumBytes: 1 << 30)), to: taker.take)
        }
        #expect(taker.count == 0)
    }

    @Test func `ends where the peer is slower than it has to be`() async throws {
        let server = LoopbackServer(.drip("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"))
        let (fetcher, taker) = (CurlFetcher(allowing: [server.origin]), Taker())
        let limits = FetchLimits(maximumBytes: 1_000_000, deadline: .seconds(600), drip: .seconds(1), slowest: 10_240)
        await #expect(throws: FetchError.self) {
            try await fetcher.stream(FetchRequest(url: server.url, limits: limits), to: taker.take)
        }
        #expect(!taker.bytes.isEmpty)
    }

    @Test func `stops at the size cap, counted over all pieces`() async throws {
        let server = LoopbackServer(.bytes("HTTP/1.1 200 OK\r\n\r\n" + Self.long))
        let (fetcher, taker) = (CurlFetcher(allowing: [server.origin]), Taker())
        await #expect(throws: FetchError.tooLarge(limit: 300_000)) {
            try await fetcher.stream(
                FetchRequest(url: server.url, limits: FetchLimits(maximumBytes: 300_000)), to: taker.take)
        }
        #expect(taker.bytes.count <= 300_000)
    }

    /// One issuer's silent host cannot use up what another issuer's questions need.
    @Test func `lets no queue wait for another`() async throws {
        let (silent, prompt) = (
            LoopbackServer(.silence), LoopbackServer(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        )
        let fetcher = CurlFetcher(allowing: [silent.origin, prompt.origin])
        let limits = FetchLimits(deadline: .seconds(600))
        let slow = fetcher.fetcher.inQueue("slow")
        let waiting = (0..<1_024).map { _ in
            Task { try await slow.fetch(FetchRequest(url: silent.url, limits: limits)) }
        }
        while silent.requests.isEmpty { await Task.yield() }
        let other = fetcher.fetcher.inQueue("prompt")
        for _ in 0..<10 { #expect(try await other.fetch(FetchRequest(url: prompt.url)).status == 200) }
        fetcher.shutDown()
        for task in waiting { _ = try? await task.value }
    }

    @Test func `reads a dropped file unless it is the one at hand, and only a file`() throws {
        let path = NSTemporaryDirectory() + "porta-drop-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = DroppedFile(path: path)
        #expect(throws: FetchError.self) { try file.stream(unless: nil, atMost: 100) { _ in true } }
        try Data(repeating: 7, count: 100).write(to: URL(fileURLWithPath: path))
        var bytes: [UInt8] = []
        let first = try file.stream(unless: nil, atMost: 100) {
            bytes += $0
            return true
        }
        #expect(first.status == 200 && bytes == [UInt8](repeating: 7, count: 100))
        #expect(try file.stream(unless: first.entityTag, atMost: 100) { _ in false }.status == 304)
        #expect(throws: FetchError.tooLarge(limit: 99)) { try file.stream(unless: nil, atMost: 99) { _ in true } }
        #expect(throws: FetchError.cancelled) { try file.stream(unless: nil, atMost: 100) { _ in false } }
        try FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: FetchError.self) { try file.stream(unless: nil, atMost: 100) { _ in true } }
    }
}
