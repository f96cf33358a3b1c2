import CCurl

/// A transfer with its libcurl handle, all options set. Lives on the worker's thread.
@safe final class CurlTransfer {
    let transfer: Transfer
    let easy: UnsafeMutableRawPointer
    private var fields: UnsafeMutablePointer<curl_slist>?

    init?(_ transfer: Transfer) {
        guard let easy = unsafe curl_easy_init() else { return nil }
        self.transfer = transfer
        unsafe self.easy = easy
        unsafe self.fields = nil
        restrict()
        bound()
        ask()
        receive()
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(fields)
    }

    /// What the transfer may not do, whatever the peer or the environment says.
    private func restrict() {
        // A directory is spoken to only where one is configured. libcurl follows no referrals.
        set(CURLOPT_PROTOCOLS_STR, transfer.origin.scheme == "ldap" ? "ldap" : "http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PROXY, "")  // an empty name switches the environment's proxies off
        set(CURLOPT_NETRC, 0)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_HTTP09_ALLOWED, 0)
        set(CURLOPT_HTTP_VERSION, 2)  // CURL_HTTP_VERSION_1_1
        set(CURLOPT_SSLVERSION, 6)  // CURL_SSLVERSION_TLSv1_2, or later
        set(CURLOPT_PATH_AS_IS, 1)
    }

    private func bound() {
        let limits = transfer.request.limits
        set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.wholeMilliseconds)
        set(CURLOPT_TIMEOUT_MS, limits.deadline.wholeMilliseconds)
        set(CURLOPT_LOW_SPEED_LIMIT, max(1, limits.slowest))
        set(CURLOPT_LOW_SPEED_TIME, max(1, limits.drip.wholeMilliseconds / 1_000))
        unsafe _ = porta_curl_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(limits.maximumBytes))
        set(CURLOPT_BUFFERSIZE, limits.maximumBytes > 1_048_576 ? 262_144 : 65_536)
    }

    private func ask() {
        let request = transfer.request
        set(CURLOPT_URL, request.url)
        guard transfer.origin.scheme != "ldap" else { return }
        add("User-Agent: porta")
        if let accept = request.accept { add("Accept: \(accept)") }
        if let tag = request.entityTag { add("If-None-Match: \(tag)") }
        if let date = request.modifiedSince { add("If-Modified-Since: \(date)") }
        if case .post(let body, let contentType) = request.method {
            set(CURLOPT_POST, 1)
            unsafe _ = porta_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            var copy = body
            // libcurl copies the bytes within the call.
            unsafe copy.withUnsafeMutableBytes { bytes in
                unsafe _ = porta_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
            }
            add("Content-Type: \(contentType)")
            add("Expect:")  // no waiting for 100 Continue
        }
        unsafe _ = porta_curl_set_list(easy, CURLOPT_HTTPHEADER, fields)
    }

    /// The callbacks borrow the `Transfer`, which this object keeps alive for as long as the handle.
    private func receive() {
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        unsafe _ = porta_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        unsafe _ = porta_curl_set_write(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            unsafe received(bytes, size, count, context) { transfer, bytes in unsafe transfer.receive(body: bytes) }
        }
        unsafe _ = porta_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        unsafe _ = porta_curl_set_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            unsafe received(bytes, size, count, context) { transfer, bytes in unsafe transfer.receive(headLine: bytes) }
        }
    }

    func result(_ code: CURLcode) -> Result<FetchResponse, FetchError> {
        if transfer.excess { return .failure(.tooLarge(limit: transfer.limit)) }
        if transfer.isUnwanted { return .failure(.cancelled) }
        guard code == CURLE_OK else { return .failure(failure(code)) }
        if transfer.origin.scheme == "ldap" { return .success(transfer.response(status: 200)) }
        var status = 0
        unsafe _ = porta_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return .success(transfer.response(status: status))
    }

    private func failure(_ code: CURLcode) -> FetchError {
        let text = "\(transfer.origin): \(unsafe String(cString: curl_easy_strerror(code)))"
        return switch code {
        case CURLE_OPERATION_TIMEDOUT: .timedOut(text)
        case CURLE_FILESIZE_EXCEEDED: .tooLarge(limit: transfer.request.limits.maximumBytes)
        case CURLE_URL_MALFORMAT: .malformedURL
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_WRITE_ERROR, CURLE_GOT_NOTHING,
            CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_BAD_CONTENT_ENCODING:
            .unintelligible(text)
        default: .unreachable(text)
        }
    }

    private func set(_ option: CURLoption, _ value: Int) {
        unsafe _ = porta_curl_set_long(easy, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        unsafe _ = porta_curl_set_string(easy, option, value)
    }

    private func add(_ field: String) {
        // A line break in a value would begin another field. Values come from configuration and from answers.
        guard field.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return }
        if let longer = unsafe curl_slist_append(fields, field) { unsafe fields = longer }
    }
}

/// Hands libcurl's bytes to the transfer. An answer other than the number of bytes ends the transfer.
private func received(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?,
    _ take: (Transfer, UnsafeRawBufferPointer) -> Bool
) -> Int {
    let (total, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return unsafe take(transfer, UnsafeRawBufferPointer(start: bytes, count: total)) ? total : 0
}

extension Duration {
    /// At least one: libcurl reads zero as "without end".
    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(clamping: seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
