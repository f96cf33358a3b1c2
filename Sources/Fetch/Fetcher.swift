/// The outside world as a value: in the gateway libcurl, in a test a closure.
public struct Fetcher: Sendable {
    /// Asks once, within the request's limits. No redirects, no retries.
    public var fetch: @Sendable (FetchRequest) async throws(FetchError) -> FetchResponse

    public init(fetch: @escaping @Sendable (FetchRequest) async throws(FetchError) -> FetchResponse) {
        self.fetch = fetch
    }

    /// A fetcher of its own over libcurl, for as long as the value is kept.
    public static func live(allowing origins: Set<FetchOrigin>) -> Fetcher {
        CurlFetcher(allowing: origins).fetcher
    }

    /// No network at all: every question ends as unreachable.
    public static let offline = Fetcher { _ throws(FetchError) in throw .unreachable("offline") }
}
