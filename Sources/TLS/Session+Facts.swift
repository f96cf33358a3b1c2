import COpenSSL

extension Session {
    /// Notes what a finished handshake has settled.
    func complete(_ ssl: OpaquePointer) {
        facts.handshakeCompleted = true
        facts.chain = offered
        facts.version = unsafe SSL_get_version(ssl).map { unsafe String(cString: $0) }
        if let suite = unsafe SSL_get_current_cipher(ssl), let name = unsafe SSL_CIPHER_standard_name(suite) {
            facts.suite = unsafe String(cString: name)
        }
        if let name = unsafe SSL_group_to_name(ssl, porta_ssl_group_nid(ssl)) {
            facts.group = unsafe String(cString: name)
        }
        guard !offered.isEmpty else { return }
        facts.clientSignature = unsafe signature(of: ssl)
        facts.exporter = unsafe exporter(of: ssl)
    }

    private func signature(of ssl: OpaquePointer) -> String? {
        var key: Int32 = 0
        guard unsafe porta_ssl_peer_signature_type_nid(ssl, &key) == 1 else { return nil }
        if key == NID_ED25519 { return "ed25519" }
        var digest: Int32 = 0
        guard unsafe porta_ssl_peer_signature_nid(ssl, &digest) == 1,
            let name = unsafe OBJ_nid2sn(digest)
        else { return nil }
        let hash = unsafe String(cString: name).lowercased()
        switch key {
        case NID_X9_62_id_ecPublicKey: return "ecdsa_\(hash)"
        case NID_rsassaPss: return "rsa_pss_\(hash)"
        case NID_rsaEncryption: return "rsa_pkcs1_\(hash)"
        default: return "\(key)_\(hash)"
        }
    }

    private func exporter(of ssl: OpaquePointer) -> [UInt8] {
        let label = "EXPORTER-porta-audit"
        return unsafe [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            let done = unsafe SSL_export_keying_material(
                ssl, buffer.baseAddress, 32, label, label.utf8.count, nil, 0, 0)
            count = done == 1 ? 32 : 0
        }
    }
}
