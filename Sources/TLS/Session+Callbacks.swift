import COpenSSL

extension Session {
    /// The session that an `SSL` belongs to. It outlives the `SSL`, which it frees.
    static func owner(of ssl: OpaquePointer?) -> Session? {
        guard let ssl = unsafe ssl, let owner = unsafe porta_ssl_owner(ssl) else { return nil }
        return unsafe Unmanaged<Session>.fromOpaque(owner).takeUnretainedValue()
    }

    /// The most certificates that are kept of a chain (R8).
    static let keptCertificates = 5

    /// Answers a whole hello: the alert to end with, or nil to go on.
    fileprivate func hello(from ssl: OpaquePointer) -> TLSAlert? {
        let name = unsafe serverName(in: ssl)
        // After a HelloRetryRequest the hello comes again. It must ask for the same host (RFC 8446 §4.1.2); who
        // answers to that has been decided.
        if greeted { return name == facts.serverName ? nil : TLSAlert(code: UInt8(SSL_AD_ILLEGAL_PARAMETER)) }
        guard taken <= limits.hello else {
            cause = .helloTooLong
            return .decodeError
        }
        facts.serverName = name
        guard case .policy(let chosen) = choose(name) else {
            cause = .refused
            return .unrecognizedName
        }
        guard unsafe chosen.apply(to: ssl) else { return TLSAlert(code: UInt8(SSL_AD_INTERNAL_ERROR)) }
        policy = chosen
        return nil
    }

    private func serverName(in ssl: OpaquePointer) -> String? {
        var start: UnsafePointer<UInt8>?
        var count = 0
        guard unsafe SSL_client_hello_get0_ext(ssl, ServerName.type, &start, &count) == 1,
            count <= ServerName.longest, let start = unsafe start
        else { return nil }
        return unsafe ServerName.parse(Array(UnsafeBufferPointer(start: start, count: count)))
    }

    fileprivate func alert(_ code: Int32, received: Bool) {
        let alert = TLSAlert(code: UInt8(truncatingIfNeeded: code))  // the level stands in the upper byte
        if received { facts.alertReceived = alert } else { facts.alertSent = alert }
    }

    /// Keeps the chain and judges nothing; false ends the handshake.
    fileprivate func certificates(_ chain: OpaquePointer?) -> Bool {
        facts.certificateOffered = true
        var bytes = 0
        for index in 0..<max(0, unsafe porta_x509_count(chain)) {
            guard let certificate = unsafe porta_x509_at(chain, index) else { return false }
            let der = unsafe encoded(certificate)
            bytes += der.count
            guard !der.isEmpty, bytes <= limits.chain else {
                facts.chainTooLong = bytes > limits.chain
                return false
            }
            if index < Self.keptCertificates { offered.append(der) }
        }
        return true
    }
}

/// The hello is whole, over however many records it came.
func helloArrived(
    ssl: OpaquePointer?, alert: UnsafeMutablePointer<Int32>?, _: UnsafeMutableRawPointer?
) -> Int32 {
    guard let ssl = unsafe ssl, let session = unsafe Session.owner(of: ssl) else { return SSL_CLIENT_HELLO_ERROR }
    guard let answer = unsafe session.hello(from: ssl) else { return SSL_CLIENT_HELLO_SUCCESS }
    unsafe alert?.pointee = Int32(answer.code)
    return SSL_CLIENT_HELLO_ERROR
}

/// Notes alerts, and that a certificate request was written.
func handshakeMoved(ssl: OpaquePointer?, what: Int32, value: Int32) {
    if what & SSL_CB_ALERT != 0 {
        unsafe Session.owner(of: ssl)?.alert(value, received: what & SSL_CB_READ != 0)
    } else if what & SSL_CB_LOOP != 0, unsafe SSL_get_state(ssl) == TLS_ST_SW_CERT_REQ {
        unsafe Session.owner(of: ssl)?.facts.askedForCertificate = true
    }
}

/// Takes the place of the library's own path validation. That the client holds the key is still checked by the
/// library, when its signature arrives.
func certificateArrived(store: OpaquePointer?, _: UnsafeMutableRawPointer?) -> Int32 {
    guard let ssl = unsafe X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()),
        let session = unsafe Session.owner(of: OpaquePointer(ssl)),
        unsafe session.certificates(X509_STORE_CTX_get0_untrusted(store))
    else { return 0 }
    // So that nobody ever takes the library's verify result for a verdict.
    unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION)
    return 1
}
