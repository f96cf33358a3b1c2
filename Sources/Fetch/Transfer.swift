import Synchronization

/// One fetch on its way. The worker's thread alone touches what arrives; only the waiter is shared.
final class Transfer: @unchecked Sendable {  // `arrived…` and `excess` are used on the worker's thread only
    typealias Waiter = CheckedContinuation<Result<FetchResponse, FetchError>, Never>

    let request: FetchRequest
    let origin: FetchOrigin
    private let waiter = Mutex<Waiter?>(nil)
    private let cancelled = Mutex(false)

    /// Who gets the body piece by piece; nil: it is kept.
    private let take: (@Sendable ([UInt8]) -> Bool)?
    private var directory: DirectoryValue?
    private var length = 0
    private var patience: Patience
    /// How much of this answer is taken.
    private(set) var limit: Int
    private(set) var arrivedBody: [UInt8] = []
    private(set) var arrivedHead = ResponseHead()
    private(set) var excess = false
    /// Whoever takes the pieces wants no more.
    private(set) var isUnwanted = false

    init(_ request: FetchRequest, origin: FetchOrigin, handing take: (@Sendable ([UInt8]) -> Bool)? = nil) {
        self.request = request
        self.origin = origin
        self.take = take
        limit = request.limits.maximumBytes
        patience = Patience(isAwaited: request.isAwaited)
        directory = origin.scheme == "ldap" ? DirectoryValue() : nil
    }

    /// What is kept of an answer other than the one that is handed over: enough to see what it is.
    private static let mostBesides = 65_536

    private var isHandedOver: Bool { take != nil }

    func await(_ continuation: Waiter) {
        waiter.withLock { $0 = continuation }
    }

    /// Set by whoever asked, perhaps before the worker has seen the transfer at all.
    var isCancelled: Bool { cancelled.withLock { $0 } }

    func cancel() { cancelled.withLock { $0 = true } }

    /// Answers whoever waits, once.
    func finish(_ result: Result<FetchResponse, FetchError>) {
        let waiting = waiter.withLock { waiter -> Waiter? in
            defer { waiter = nil }
            return waiter
        }
        waiting?.resume(returning: result)
    }

    /// False ends the transfer.
    func receive(body bytes: some Collection<UInt8>) -> Bool {
        guard directory == nil else {
            // A directory's text is a third longer than the value in it.
            let decoded = directory?.take(bytes) ?? []
            return decoded.isEmpty || keep(decoded)
        }
        return keep(bytes)
    }

    private func keep(_ bytes: some Collection<UInt8>) -> Bool {
        length += bytes.count
        let taker = directory != nil || arrivedHead.status == 200 ? take : nil
        // The bound for pieces that are handed on is none for what is kept here.
        limit = isHandedOver && taker == nil ? min(limit, Self.mostBesides) : limit
        guard length <= limit else {
            excess = true
            return false
        }
        guard let take = taker else {
            arrivedBody.append(contentsOf: bytes)
            return true
        }
        // A list is worked on as it arrives, on this thread. Its queue has others like it only.
        patience.spend(bytes.count)
        isUnwanted = !take(Array(bytes))
        return !isUnwanted
    }

    func receive(headLine bytes: some Collection<UInt8>) -> Bool {
        arrivedHead.receive(String(decoding: bytes, as: UTF8.self))
    }

    func response(status: Int) -> FetchResponse {
        FetchResponse(
            status: status, contentType: arrivedHead["content-type"], entityTag: arrivedHead["etag"],
            lastModified: arrivedHead["last-modified"], body: arrivedBody)
    }
}
