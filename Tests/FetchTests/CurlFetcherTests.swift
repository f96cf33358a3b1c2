import Fetch
import Testing

@Suite struct `Fetching over libcurl` {
    private func fetch(
        _ server: LoopbackServer, _ method: FetchRequest.Method = .get, limits: FetchLimits = FetchLimits()
    ) async throws -> FetchResponse {
        let fetcher = CurlFetcher(allowing: [server.origin])
        defer { fetcher.shutDown() }
        return try await fetcher.fetch(FetchRequest(url: server.url + "/file", method: method, limits: limits))
    }

    @Test func `brings status, the fields that callers read, and the body`() async throws {
        let server = LoopbackServer(
            .bytes(
                "HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nETag: \"7\"\r\nLast-Modified: Monday\r\n"
                    + "Content-Length: 5\r\n\r\nhello"))
        let response = try await fetch(server)
        #expect(
            response
                == FetchResponse(
                    status: 200, contentType: "application/pkix-crl", entityTag: "\"7\"", lastModified: "Monday",
                    body: Array("hello".utf8)))
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("GET /file HTTP/1.1\r\n"))
        #expect(request.contains("User-Agent: porta\r\n"))
    }

    @Test func `posts bytes with their type`() async throws {
        let server = LoopbackServer(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        _ = try await fetch(server, .post(Array("question".utf8), contentType: "application/ocsp-request"))
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST /file HTTP/1.1\r\n"))
        #expect(request.contains("Content-Type: application/ocsp-request\r\n"))
        #expect(!request.contains("Expect:"))
        #expect(request.hasSuffix("\r\n\r\nquestion"))
    }

    @Test func `asks conditionally and takes 304 as an answer`() async throws {
        let server = LoopbackServer(.bytes("HTTP/1.1 304 Not Modified\r\nETag: \"7\"\r\n\r\n"))
        let fetcher = CurlFetcher(allowing: [server.origin])
        let response = try await fetcher.fetch(
            FetchRequest(url: server.url, accept: "application/pkix-crl", entityTag: "\"7\"", modifiedSince: "Monday"))
        #expect(response.status == 304)
        let request = try #require(server.requests.first)
        #expect(request.contains("If-None-Match: \"7\"\r\n"))
        #expect(request.contains("If-Modified-Since: Monday\r\n"))
        #expect(request.contains("Accept: application/pkix-crl\r\n"))
    }

    @Test func `does not follow a redirect, not even to an allowed origin`() async throws {
        let elsewhere = LoopbackServer(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        let server = LoopbackServer(
            .bytes("HTTP/1.1 302 Found\r\nLocation: \(elsewhere.url)\r\nContent-Length: 0\r\n\r\n"))
        let fetcher = CurlFetcher(allowing: [server.origin, elsewhere.origin])
        #expect(try await fetcher.fetch(FetchRequest(url: server.url)).status == 302)
        #expect(elsewhere.requests.isEmpty)
    }

    @Test func `refuses a foreign origin without a packet`() async throws {
        let server = LoopbackServer(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        let fetcher = CurlFetcher(allowing: [try #require(FetchOrigin(url: "http://crl.example.al"))])
        await #expect(throws: FetchError.notAllowed(server.origin.description)) {
            try await fetcher.fetch(FetchRequest(url: server.url))
        }
        #expect(server.requests.isEmpty)
    }

    @Test func `takes over other origins when the configuration is read again`() async throws {
        let server = LoopbackServer(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        let fetcher = CurlFetcher(allowing: [])
        fetcher.allow([server.origin])
        #expect(try await fetcher.fetch(FetchRequest(url: server.url)).status == 200)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + String(repeating: "x", count: 101),  // declared
        "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 101),  // undeclared
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + String(repeating: "x", count: 101)
            + "\r\n0\r\n\r\n",
    ])
    func `stops at the size cap, declared or not`(answer: String) async throws {
        await #expect(throws: FetchError.tooLarge(limit: 100)) {
            try await fetch(LoopbackServer(.bytes(answer)), limits: FetchLimits(maximumBytes: 100))
        }
    }

    @Test(arguments: [
        LoopbackServer.Answer.silence, .drip("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        .drip("HTTP/1.1 200 OK"),
    ])
    func `ends at the deadline, however slowly bytes drip`(answer: LoopbackServer.Answer) async throws {
        let error = await #expect(throws: FetchError.self) {
            try await fetch(LoopbackServer(answer), limits: FetchLimits(deadline: .milliseconds(300)))
        }
        guard case .timedOut = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test func `says that a dead port is unreachable`() async throws {
        let url = "http://127.0.0.1:1"  // a port that nothing listens on
        let fetcher = CurlFetcher(allowing: [try #require(FetchOrigin(url: url))])
        let error = await #expect(throws: FetchError.self) { try await fetcher.fetch(FetchRequest(url: url)) }
        guard case .unreachable = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test(arguments: [
        "garbage\r\n\r\n", "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nX: " + String(repeating: "y", count: 20_000) + "\r\n\r\n",
    ])
    func `says that garbage is no answer`(answer: String) async throws {
        let error = await #expect(throws: FetchError.self) { try await fetch(LoopbackServer(.bytes(answer))) }
        guard case .unintelligible = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test func `ends a transfer whose task is cancelled`() async throws {
        let server = LoopbackServer(.silence)
        let fetcher = CurlFetcher(allowing: [server.origin])
        let task = Task {
            try await fetcher.fetch(FetchRequest(url: server.url, limits: FetchLimits(deadline: .seconds(60))))
        }
        while server.requests.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: FetchError.cancelled) { try await task.value }
    }

    @Test func `begins nothing for a task that was cancelled before`() async throws {
        let server = LoopbackServer(.silence)
        let fetcher = CurlFetcher(allowing: [server.origin])
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await fetcher.fetch(FetchRequest(url: server.url, limits: FetchLimits(deadline: .seconds(60))))
        }
        task.cancel()
        await #expect(throws: FetchError.cancelled) { try await task.value }
    }

    @Test func `ends what is under way when it is shut down, and takes nothing more`() async throws {
        let server = LoopbackServer(.silence)
        let fetcher = CurlFetcher(allowing: [server.origin])
        let task = Task {
            try await fetcher.fetch(FetchRequest(url: server.url, limits: FetchLimits(deadline: .seconds(60))))
        }
        while server.requests.isEmpty { await Task.yield() }
        fetcher.shutDown()
        await #expect(throws: FetchError.shutDown) { try await task.value }
        await #expect(throws: FetchError.shutDown) { try await fetcher.fetch(FetchRequest(url: server.url)) }
    }
}
