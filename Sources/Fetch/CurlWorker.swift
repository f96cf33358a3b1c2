import CCurl
import Glibc
import Synchronization

/// The thread that runs libcurl's multi handle. All of libcurl but the wake-up is used on this thread only.
///
/// `multi` is immutable after `init`; `running` belongs to the thread.
@safe final class CurlWorker: @unchecked Sendable {
    private struct Inbox {
        var arriving: [Transfer] = []
        var cancelled: [ObjectIdentifier] = []
        var waiting = 0
        var isClosed = false
        /// Set when the thread has freed the multi handle: no wake-up after that.
        var isGone = false
    }

    /// Fetches that may wait or run at once. Far above what a node's issuers need; a bound all the same.
    private static let capacity = 1_024

    private let multi: UnsafeMutableRawPointer?
    private let inbox = Mutex(Inbox())
    private var running: [UnsafeMutableRawPointer: CurlTransfer] = unsafe [:]

    init() {
        _ = Self.libraryStarted
        unsafe multi = curl_multi_init()
        unsafe _ = porta_curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 64)
        unsafe _ = porta_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 8)
        unsafe _ = porta_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 32)
    }

    /// 3 is `CURL_GLOBAL_ALL`, a macro that Swift does not see.
    private static let libraryStarted: Bool = curl_global_init(3) == CURLE_OK

    func start() {
        guard unsafe multi != nil else { return inbox.withLock { $0.isClosed = true } }
        if !DetachedThread.begin({ self.work() }) { inbox.withLock { $0.isClosed = true } }
    }

    func submit(_ transfer: Transfer) {
        let refusal: FetchError? = inbox.withLock { inbox in
            guard !inbox.isClosed else { return .shutDown }
            guard inbox.waiting < Self.capacity else { return .overloaded }
            inbox.waiting += 1
            inbox.arriving.append(transfer)
            wakeUp(inbox)
            return nil
        }
        if let refusal { transfer.finish(.failure(refusal)) }
    }

    func cancel(_ transfer: Transfer) {
        transfer.cancel()
        inbox.withLock { inbox in
            inbox.cancelled.append(ObjectIdentifier(transfer))
            wakeUp(inbox)
        }
    }

    func close() {
        inbox.withLock { inbox in
            inbox.isClosed = true
            wakeUp(inbox)
        }
    }

    private func wakeUp(_ inbox: borrowing Inbox) {
        guard !inbox.isGone else { return }
        unsafe _ = curl_multi_wakeup(multi)
    }

    // MARK: On the thread

    private func work() {
        while takeInbox() {
            var active: Int32 = 0
            unsafe _ = curl_multi_perform(multi, &active)
            collectFinished()
            // libcurl shortens the wait for its own timers; a wake-up ends it at once.
            unsafe _ = curl_multi_poll(multi, nil, 0, unsafe running.isEmpty ? 60_000 : 1_000, nil)
        }
        end()
    }

    /// False when the fetcher has been closed.
    private func takeInbox() -> Bool {
        let (arriving, cancelled, isClosed) = inbox.withLock { inbox in
            defer {
                inbox.arriving = []
                inbox.cancelled = []
            }
            return (inbox.arriving, inbox.cancelled, inbox.isClosed)
        }
        for transfer in arriving { begin(transfer) }
        for name in cancelled { drop(name) }
        return !isClosed
    }

    private func begin(_ transfer: Transfer) {
        guard !transfer.isCancelled else { return settle(transfer, .failure(.cancelled)) }
        guard let curl = CurlTransfer(transfer) else {
            return settle(transfer, .failure(.unreachable("out of memory")))
        }
        guard unsafe curl_multi_add_handle(multi, curl.easy) == CURLM_OK else {
            return settle(transfer, .failure(.unreachable("libcurl refused the transfer")))
        }
        unsafe running[curl.easy] = curl
    }

    private func drop(_ name: ObjectIdentifier) {
        guard let curl = unsafe running.values.first(where: { ObjectIdentifier($0.transfer) == name }) else { return }
        remove(curl)
        settle(curl.transfer, .failure(.cancelled))
    }

    private func collectFinished() {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe porta_curl_message_easy(message),
                let curl = unsafe running[easy]
            else { continue }
            let code = unsafe porta_curl_message_result(message)
            let result = curl.result(code)
            remove(curl)
            settle(curl.transfer, result)
        }
    }

    private func remove(_ curl: CurlTransfer) {
        unsafe _ = curl_multi_remove_handle(multi, curl.easy)
        unsafe running[curl.easy] = nil
    }

    private func settle(_ transfer: Transfer, _ result: Result<FetchResponse, FetchError>) {
        inbox.withLock { $0.waiting -= 1 }
        transfer.finish(result)
    }

    private func end() {
        let unfinished = unsafe Array(running.values)
        for curl in unfinished {
            unsafe _ = curl_multi_remove_handle(multi, curl.easy)
            settle(curl.transfer, .failure(.shutDown))
        }
        unsafe running = [:]
        inbox.withLock { inbox in
            inbox.isGone = true
            unsafe _ = curl_multi_cleanup(multi)
        }
    }
}
