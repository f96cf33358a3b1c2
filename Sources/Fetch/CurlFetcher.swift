import Synchronization

/// The only way out of the house: libcurl on one thread, to configured origins only.
///
/// Connections are kept alive between fetches. Nothing is retried, no redirect is followed, the environment's proxies and
/// `.netrc` are ignored, and no cookie or credential is ever sent.
public final class CurlFetcher: Sendable {
    private let worker: CurlWorker
    private let allowed: Mutex<Set<FetchOrigin>>

    public init(allowing origins: Set<FetchOrigin>) {
        allowed = Mutex(origins)
        worker = CurlWorker()
        worker.start()
    }

    deinit { worker.close() }

    /// This fetcher as the value that other rooms take.
    public var fetcher: Fetcher {
        Fetcher { request async throws(FetchError) in try await self.fetch(request) }
    }

    /// Replaces the origins, for a configuration that was read again. Transfers under way go on.
    public func allow(_ origins: Set<FetchOrigin>) {
        allowed.withLock { $0 = origins }
    }

    public func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        guard let origin = FetchOrigin(url: request.url) else { throw .malformedURL }
        guard allowed.withLock({ $0.contains(origin) }) else { throw .notAllowed(origin.description) }
        let transfer = Transfer(request, origin: origin)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                transfer.await(waiter)
                worker.submit(transfer)
            }
        } onCancel: {
            worker.cancel(transfer)
        }
        return try result.get()
    }

    /// Ends the thread; transfers under way and later ones fail with `shutDown`.
    public func shutDown() {
        worker.close()
    }
}
