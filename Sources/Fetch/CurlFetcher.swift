import Synchronization

/// The only way out of the house: libcurl, to configured origins only.
///
/// Each queue has a thread of its own, so that a slow peer of one issuer delays nobody else. Connections are kept alive
/// between fetches. Nothing is retried, no redirect or referral is followed, the environment's proxies and `.netrc` are
/// ignored, and no cookie or credential is ever sent.
public final class CurlFetcher: Sendable {
    private struct Workers {
        var byQueue: [String: CurlWorker] = [:]
        var isShutDown = false
    }

    /// Three for each issuer, and far more than a house has.
    private static let mostQueues = 384

    private let workers = Mutex(Workers())
    private let allowed: Mutex<Set<FetchOrigin>>

    public init(allowing origins: Set<FetchOrigin>) {
        allowed = Mutex(origins)
    }

    deinit { shutDown() }

    /// This fetcher as the value that other rooms take.
    public var fetcher: Fetcher {
        Fetcher { request async throws(FetchError) in
            try await self.fetch(request)
        } stream: { request, take async throws(FetchError) in
            try await self.stream(request, to: take)
        }
    }

    /// Replaces the origins, for a configuration that was read again. Transfers under way go on.
    public func allow(_ origins: Set<FetchOrigin>) {
        allowed.withLock { $0 = origins }
    }

    public func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
        try await run(request, nil)
    }

    /// Hands the body of an answer 200 over as it arrives.
    public func stream(
        _ request: FetchRequest, to take: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(FetchError) -> FetchResponse {
        try await run(request, take)
    }

    private func run(
        _ request: FetchRequest, _ take: (@Sendable ([UInt8]) -> Bool)?
    ) async throws(FetchError) -> FetchResponse {
        guard let origin = FetchOrigin(url: request.url, among: ["http", "https", "ldap"]) else {
            throw .malformedURL
        }
        guard allowed.withLock({ $0.contains(origin) }) else { throw .notAllowed(origin.description) }
        if origin.scheme == "ldap", request.method != .get { throw .malformedURL }
        let worker = try worker(request.queue)
        let transfer = Transfer(request, origin: origin, handing: take)
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

    private func worker(_ queue: String) throws(FetchError) -> CurlWorker {
        let worker: Result<CurlWorker, FetchError> = workers.withLock { workers in
            guard !workers.isShutDown else { return .failure(.shutDown) }
            if let worker = workers.byQueue[queue] { return .success(worker) }
            guard workers.byQueue.count < Self.mostQueues else { return .failure(.overloaded) }
            let worker = CurlWorker()
            worker.start()
            workers.byQueue[queue] = worker
            return .success(worker)
        }
        return try worker.get()
    }

    /// Ends the threads; transfers under way and later ones fail with `shutDown`.
    public func shutDown() {
        workers.withLock { workers in
            workers.isShutDown = true
            for worker in workers.byQueue.values { worker.close() }
        }
    }
}
