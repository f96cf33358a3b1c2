import OpenSSL

extension Certificate {
    /// Why this certificate cannot be one that issues cards or stands above those; nil if it can. For configuration: at
    /// a login every authority has been through this.
    public var defectAsAuthority: String? {
        guard isAuthority else { return "is no certificate of an authority" }
        // RFC 5280 §4.2.1.3, §6.1.4(n)
        if let keyUsage, !keyUsage.contains(.keyCertSign) { return "may not sign certificates (no keyCertSign)" }
        guard let key = try? PublicKey(subjectPublicKeyInfo: subjectPublicKeyInfo) else {
            return "has a key that cannot be read"
        }
        switch key.kind {
        // Roots live long: PA-11 allows them more than cards.
        case .rsa(let bits) where (2048...8192).contains(bits):
            return RSAWeakness(of: key.rsaModulus ?? []).map { "has \($0.description)" }
        case .rsa(let bits): return "has an RSA key of \(bits) bits, not 2048 to 8192"
        case .ec, .ed25519: return nil
        case .other(let name): return "has a key of kind \(name)"
        }
    }
}
