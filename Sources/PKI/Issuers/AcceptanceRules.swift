public import OpenSSL

/// Which of an issuer's certificates may log in.
public struct AcceptanceRules: Sendable, Equatable {
    /// All of these are demanded.
    public var keyUsages: KeyUsage
    /// All of these are demanded; empty demands nothing. `anyExtendedKeyUsage` stands for none of them.
    public var extendedKeyUsages: Set<OID>
    /// One of these is demanded; empty demands nothing.
    public var policies: Set<OID>
    public var keys: KeyRules
    /// At most so many certificates between card and anchor.
    public var pathLength: Int

    /// What no issuer's rules can widen (threats: R10).
    public static let longestPath = 3

    public init(
        keyUsages: KeyUsage = .digitalSignature, extendedKeyUsages: Set<OID> = [.clientAuth], policies: Set<OID> = [],
        keys: KeyRules = KeyRules(), pathLength: Int = longestPath
    ) {
        self.keyUsages = keyUsages
        self.extendedKeyUsages = extendedKeyUsages
        self.policies = policies
        self.keys = keys
        self.pathLength = pathLength
    }
}

/// Which keys on cards are strong enough (threats: R10, R14, C4, C5).
public struct KeyRules: Sendable, Equatable {
    /// nil: no RSA at all.
    public var rsaBits: ClosedRange<Int>?
    public var curves: Set<Curve>
    public var blocked: BlockedKeys

    /// What no issuer's rules can widen (threats: R10).
    public static let widestRSA = 2048...4096

    public init(
        rsaBits: ClosedRange<Int>? = widestRSA, curves: Set<Curve> = [.p256, .p384, .p521],
        blocked: BlockedKeys = .none
    ) {
        self.rsaBits = rsaBits
        self.curves = curves
        self.blocked = blocked
    }

    /// nil if the key is strong enough, else what is wrong with it.
    func defect(_ key: PublicKey) -> String? {
        // Whether a point lies on its curve was decided when the key was read: no other becomes a key (SEC 1 §2.3.4).
        let defect =
            switch key.kind {
            case .rsa(let bits): rsaDefect(key, bits)
            case .ec(let curve) where curves.contains(curve): String?.none
            case .ec, .ed25519, .other: "a key of kind \(key.kind)"
            }
        return defect ?? (isBlocked(key) ? "a key that is known to be in wrong hands" : nil)
    }

    private func isBlocked(_ key: PublicKey) -> Bool {
        blocked.count > 0 && blocked.contains(DigestAlgorithm.sha256.digest(key.subjectPublicKeyInfo))
    }

    private func rsaDefect(_ key: PublicKey, _ bits: Int) -> String? {
        guard let rsaBits else { return "an RSA key, of which this issuer makes none" }
        guard rsaBits.contains(bits) else { return "RSA with \(bits) bits" }
        guard Self.isSound(exponent: key.rsaExponent ?? []) else {
            return "an RSA exponent that is even or below 65537"
        }
        return RSAWeakness(of: key.rsaModulus ?? [])?.description
    }

    // PA-11, NIST SP 800-56B §6.2: odd, at least 65537, at most 256 bits
    private static func isSound(exponent: [UInt8]) -> Bool {
        guard let last = exponent.last, last & 1 == 1, exponent.count <= 32 else { return false }
        return exponent.count >= 3 && (exponent.count > 3 || exponent[0] >= 1)
    }
}
