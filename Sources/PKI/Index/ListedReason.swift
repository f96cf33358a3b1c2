/// Why a serial number is in an index: a reason of its list (RFC 5280 §5.3.1), or that an earlier list named it.
package struct ListedReason: Hashable, Sendable {
    /// Four bits.
    let code: UInt8

    init(code: UInt8) { self.code = code & 0x0F }

    init(_ reason: RevocationReason) { code = reason.rawValue }

    /// Revoked by an earlier list of the same source, and not named by this one: revoked is for ever.
    package static let before = ListedReason(code: 15)

    /// nil for `before`.
    var reason: RevocationReason? { self == .before ? nil : RevocationReason(rawValue: code) ?? .unspecified }

    /// Whether nothing can lift it: not so for a hold, nor for what a delta takes away.
    var isFinal: Bool { code != RevocationReason.certificateHold.rawValue && !isRemoval }

    var isRemoval: Bool { code == RevocationReason.removeFromCRL.rawValue }

    /// Of two entries for one serial number the graver counts.
    func joined(with other: ListedReason) -> ListedReason { weight >= other.weight ? self : other }

    private var weight: Int {
        if isRemoval { return 0 }
        return isFinal ? (self == .before ? 2 : 3) : 1
    }
}
