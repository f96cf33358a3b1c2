import COpenSSL

extension TLSPolicy {
    /// The names in a certificate request may take this many bytes (T10): browsers choose the right card by them,
    /// and some end the connection over a longer list.
    public static let authoritiesLimit = 16 * 1024

    /// How a client certificate is asked for. Whatever comes, also nothing, completes the handshake: who may enter
    /// is judged later and elsewhere.
    public struct ClientCertificate: Hashable, Sendable {
        /// DER of the subject names of the issuing authorities, as sent in the CertificateRequest.
        public let authorities: [[UInt8]]
        /// OpenSSL's names of the schemes that the client may sign with, in order of preference.
        public let signatureSchemes: String

        public static func ask(
            authorities: [[UInt8]], signatureSchemes: String = ClientCertificate.signatureSchemes
        ) -> ClientCertificate {
            ClientCertificate(authorities: authorities, signatureSchemes: signatureSchemes)
        }

        /// No SHA-1 (R7). RSA PKCS #1 v1.5 stands last, for the signatures within certificates: RFC 8446 §4.2.3
        /// wants it announced, and in TLS 1.3 nobody may sign a handshake with it.
        public static let signatureSchemes = [
            "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512", "ed25519",
            "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512",
            "rsa_pss_pss_sha256", "rsa_pss_pss_sha384", "rsa_pss_pss_sha512",
            "rsa_pkcs1_sha256", "rsa_pkcs1_sha384", "rsa_pkcs1_sha512",
        ].joined(separator: ":")

        /// For card middleware that cannot make RSA-PSS signatures; of use in TLS 1.2 only.
        public static let signatureSchemesWithoutPSS = [
            "ECDSA+SHA256", "ECDSA+SHA384", "ECDSA+SHA512", "RSA+SHA256", "RSA+SHA384", "RSA+SHA512",
        ].joined(separator: ":")
    }
}

extension TLSPolicy.ClientCertificate {
    func apply(to context: Context) throws(TLSError) {
        // Each name carries a length of two bytes: RFC 8446 §4.2.4.
        let bytes = authorities.reduce(0) { $0 + $1.count + 2 }
        guard bytes <= TLSPolicy.authoritiesLimit else { throw .authoritiesTooLong(bytes: bytes) }
        try context.must(
            unsafe porta_ctx_client_signature_schemes(context.pointer, signatureSchemes),
            "the signature schemes \(signatureSchemes)")
        unsafe SSL_CTX_set_verify(context.pointer, SSL_VERIFY_PEER, nil)
        guard let names = unsafe porta_names() else { throw .refused(setting: "a list of names", reason: "no memory") }
        // The context owns the list from here on, also when a name turns out to be none.
        unsafe SSL_CTX_set0_CA_list(context.pointer, names)
        for (index, authority) in authorities.enumerated() {
            guard unsafe push(authority, to: names) else { throw .authorityUnreadable(index: index) }
        }
    }

    private func push(_ der: [UInt8], to names: OpaquePointer) -> Bool {
        ErrorQueue.clear()
        return unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            guard let name = unsafe d2i_X509_NAME(nil, &cursor, buffer.count) else { return false }
            let whole = unsafe cursor == buffer.baseAddress.map { unsafe $0 + buffer.count }
            if whole, unsafe porta_names_push(names, name) > 0 { return true }
            unsafe X509_NAME_free(name)
            return false
        }
    }
}
