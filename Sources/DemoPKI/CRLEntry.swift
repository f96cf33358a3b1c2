public import Foundation

/// The reasons of RFC 5280 §5.3.1.
public enum RevocationReason: UInt8, Sendable {
    case unspecified = 0
    case keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation, certificateHold
    case removeFromCRL = 8
    case privilegeWithdrawn, aACompromise
}

/// One line of a CRL (RFC 5280 §5.3).
public struct CRLEntry: Hashable, Sendable {
    public var serial: [UInt8]
    public var date: Date
    public var reason: RevocationReason?
    /// Only in indirect CRLs (RFC 5280 §5.3.3).
    public var certificateIssuer: DistinguishedName?
    public var moreExtensions: [Extension] = []

    public init(serial: [UInt8], date: Date, reason: RevocationReason? = nil) {
        (self.serial, self.date, self.reason) = (serial, date, reason)
    }

    var der: [UInt8] {
        Encode.sequence(
            [Encode.integer(serial), Encode.time(date)]
                + (extensions.isEmpty ? [] : [Encode.sequence(extensions.map(\.der))]))
    }

    private var extensions: [Extension] {
        var list: [Extension] = []
        if let reason { list.append(Extension("2.5.29.21", Encode.enumerated(reason.rawValue))) }
        if let certificateIssuer {
            let name = Encode.tagged(4, certificateIssuer.der)
            list.append(Extension("2.5.29.29", critical: true, Encode.sequence([name])))
        }
        return list + moreExtensions
    }
}
