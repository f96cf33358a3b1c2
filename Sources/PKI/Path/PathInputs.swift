import Foundation
import OpenSSL

/// The inputs of RFC 5280 §6.1.1, (a) and (d) apart, which are the path itself.
struct PathInputs: Sendable {
    /// (b) nil: dates are not checked.
    var moment: Date?
    /// (c) user-initial-policy-set; nil is any-policy.
    var initialPolicySet: Set<OID>?
    /// (e)
    var initialPolicyMappingInhibit = false
    /// (f)
    var initialExplicitPolicy = false
    /// (g)
    var initialAnyPolicyInhibit = false
    /// At most so many certificates between target and anchor, self-issued ones not counted.
    var maximumDepth: Int?
    var rules = PathRules.rfc5280
    /// Purposes that no authority in the path may exclude; looked at under the rules for cards only.
    var chainedPurposes: Set<OID> = []
    /// What is demanded of the target beside the path.
    var target = TargetDemands()
}

/// How much more than RFC 5280 is demanded of every certificate in a path.
enum PathRules: Sendable, Hashable {
    case rfc5280
    /// What stands above cards in production.
    case card

    var reading: CertificateReading { self == .rfc5280 ? .rfc5280 : .card }

    // threats: R10. 2,048 bits are the least in either case; OpenSSL reads no more than 16,384.
    var rsaBits: ClosedRange<Int> { self == .rfc5280 ? 2_048...8_192 : 2_048...4_096 }

    /// nil if a key of this kind may be in a path, else what is wrong.
    func defect(of key: PublicKey) -> String? {
        switch (self, key.kind) {
        case (_, .rsa(let bits)) where !rsaBits.contains(bits): "RSA with \(bits) bits"
        case (.card, _): KeyRules().defect(key)
        case (.rfc5280, .other(let name)) where !Self.isUsable(name): "a key of kind \(name)"
        case (.rfc5280, _): nil
        }
    }

    private static func isUsable(_ name: String) -> Bool {
        // Curves are named; parameters written out are not for certificates (RFC 5480 §2.1.1, CVE-2020-0601).
        name == "ED448" || name == "RSA-PSS" || name.hasPrefix("EC ") && name != "EC explicit"
    }
}

/// What is demanded of the target.
struct TargetDemands: Sendable {
    /// All of these; nil leaves the question to the caller.
    var keyUsage: KeyUsage?
    /// All of these.
    var extendedKeyUsages: Set<OID> = []
    /// An authority's certificate is refused.
    var isNoAuthority = false
    /// The target's own key must be strong enough.
    var hasSoundKey = true
    var peerName: PeerName?
}
