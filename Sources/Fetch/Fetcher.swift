/// The outside world as a value: in the gateway libcurl, in a test a closure.
public struct Fetcher: Sendable {
    /// Asks once, within the request's limits. No redirects, no retries.
    public var fetch: @Sendable (FetchRequest) async throws(FetchError) -> FetchResponse

    /// Likewise, but the body of an answer 200 is handed over as it arrives, and the response is left without. The pieces
    /// come one after the other; `false` from who takes them ends the transfer as `cancelled`.
    public var stream:
        @Sendable (FetchRequest, @escaping @Sendable ([UInt8]) -> Bool) async throws(FetchError) -> FetchResponse

    /// A fetcher whose answers come whole.
    public init(fetch: @escaping @Sendable (FetchRequest) async throws(FetchError) -> FetchResponse) {
        self.init(fetch: fetch) { request, take throws(FetchError) in
            var response = try await fetch(request)
            guard response.status == 200 else { return response }
            guard take(response.body) else { throw .cancelled }
            response.body = []
            return response
        }
    }

    public init(
        fetch: @escaping @Sendable (FetchRequest) async throws(FetchError) -> FetchResponse,
        stream:
            @escaping @Sendable (FetchRequest, @escaping @Sendable ([UInt8]) -> Bool) async throws(FetchError)
            -> FetchResponse
    ) {
        self.fetch = fetch
        self.stream = stream
    }

    /// A fetcher of its own over libcurl, for as long as the value is kept.
    public static func live(allowing origins: Set<FetchOrigin>) -> Fetcher {
        CurlFetcher(allowing: origins).fetcher
    }

    /// This fetcher, with a queue of its own for what it is asked.
    public func inQueue(_ name: String) -> Fetcher {
        Fetcher { [fetch] request throws(FetchError) in
            var request = request
            request.queue = name
            return try await fetch(request)
        } stream: { [stream] request, take throws(FetchError) in
            var request = request
            request.queue = name
            return try await stream(request, take)
        }
    }

    /// No network at all: every question ends as unreachable.
    public static let offline = Fetcher { _ throws(FetchError) in throw .unreachable("offline") }
}
