import COpenSSL

/// An `SSL_CTX` with what is the same for every host: suites, no resumption of any kind, no renegotiation, no
/// compression, HTTP/1.1 only, and the callbacks. Alone, without a certificate, it is what a connection has before
/// its hello was read: it can do nothing.
@safe final class Context: @unchecked Sendable {  // immutable once a policy has been made of it
    let pointer: OpaquePointer

    /// What every connection begins with. Options, modes and limits are copied from it into the `SSL`, and stay.
    static let bare = try? Context()

    init() throws(TLSError) {
        ErrorQueue.clear()
        guard let made = unsafe SSL_CTX_new(TLS_server_method()) else {
            throw .refused(setting: "a new context", reason: ErrorQueue.take().text)
        }
        unsafe pointer = unsafe made
        try setSuites()
        try forbidResumption()
        unsafe SSL_CTX_set_options(pointer, porta_ssl_options())
        // An idle connection gives its record buffers back (D2).
        _ = unsafe porta_ctx_mode(pointer, Int(SSL_MODE_RELEASE_BUFFERS))
        unsafe SSL_CTX_set_client_hello_cb(pointer, helloArrived, nil)
        unsafe SSL_CTX_set_info_callback(pointer, handshakeMoved)
        unsafe SSL_CTX_set_alpn_select_cb(pointer, protocolsOffered, nil)
        unsafe SSL_CTX_set_cert_verify_callback(pointer, certificateArrived, nil)
    }

    deinit { unsafe SSL_CTX_free(pointer) }

    /// ECDHE with AEAD and nothing else (R7, T8).
    private func setSuites() throws(TLSError) {
        try must(unsafe porta_ctx_min_version(pointer, TLS1_2_VERSION), "the lowest version")
        try must(unsafe porta_ctx_max_version(pointer, TLS1_3_VERSION), "the highest version")
        try must(unsafe SSL_CTX_set_cipher_list(pointer, "ECDHE+AESGCM:ECDHE+CHACHA20"), "the TLS 1.2 suites")
        let suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
        try must(unsafe SSL_CTX_set_ciphersuites(pointer, suites), "the TLS 1.3 suites")
        try setGroups(TLSPolicy.defaultGroups)
        // 112 bits: no RSA below 2048, no SHA-1, whatever the machine's openssl.cnf says.
        unsafe SSL_CTX_set_security_level(pointer, 2)
    }

    /// No tickets, no session cache: a resumed session would be a login without the card (R1, T1).
    private func forbidResumption() throws(TLSError) {
        _ = unsafe porta_ctx_no_session_cache(pointer)
        try must(unsafe SSL_CTX_set_num_tickets(pointer, 0), "no tickets")
        try must(unsafe SSL_CTX_set_max_early_data(pointer, 0), "no early data")
    }

    func setGroups(_ groups: String) throws(TLSError) {
        try must(unsafe porta_ctx_groups(pointer, groups), "the groups \(groups)")
    }

    func use(_ identity: TLSIdentity) throws(TLSError) {
        for (index, certificate) in identity.chain.enumerated() {
            let done =
                index == 0
                ? unsafe SSL_CTX_use_certificate(pointer, certificate.pointer)
                : unsafe porta_ctx_add_chain_certificate(pointer, certificate.pointer)
            try must(done, "certificate \(index + 1) of the chain")
        }
        try must(unsafe SSL_CTX_use_PrivateKey(pointer, identity.key.pointer), "the private key")
    }

    func must(_ result: Int32, _ setting: String) throws(TLSError) {
        guard result == 1 else { throw .refused(setting: setting, reason: ErrorQueue.take().text) }
    }
}
