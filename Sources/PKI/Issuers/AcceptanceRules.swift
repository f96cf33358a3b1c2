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

    public init(
        keyUsages: KeyUsage = .digitalSignature, extendedKeyUsages: Set<OID> = [.clientAuth], policies: Set<OID> = [],
        keys: KeyRules = KeyRules()
    ) {
        self.keyUsages = keyUsages
        self.extendedKeyUsages = extendedKeyUsages
        self.policies = policies
        self.keys = keys
    }
}

/// Which keys on cards are strong enough (threats: R10, C4).
public struct KeyRules: Sendable, Equatable {
    public var rsaBits: ClosedRange<Int>
    public var curves: Set<Curve>

    public init(rsaBits: ClosedRange<Int> = 2048...4096, curves: Set<Curve> = [.p256, .p384, .p521]) {
        self.rsaBits = rsaBits
        self.curves = curves
    }

    /// nil if the key is strong enough, else what is wrong with it.
    func defect(_ key: PublicKey) -> String? {
        switch key.kind {
        case .rsa(let bits) where !rsaBits.contains(bits): "RSA with \(bits) bits"
        case .rsa: Self.isSound(exponent: key.rsaExponent ?? []) ? nil : "an RSA exponent that is even or below 65537"
        case .ec(let curve) where curves.contains(curve): nil
        case .ec, .ed25519, .other: "a key of kind \(key.kind)"
        }
    }

    // PA-11, NIST SP 800-56B §6.2: odd, at least 65537, at most 256 bits
    private static func isSound(exponent: [UInt8]) -> Bool {
        guard let last = exponent.last, last & 1 == 1, exponent.count <= 32 else { return false }
        return exponent.count >= 3 && (exponent.count > 3 || exponent[0] >= 1)
    }
}
