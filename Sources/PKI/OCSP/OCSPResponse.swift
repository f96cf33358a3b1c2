import Foundation
import SwiftASN1

/// An answer (RFC 6960 §4.2), read but not yet believed.
public struct OCSPResponse: Sendable {
    enum Responder: Hashable, Sendable {
        /// DER of the signer's subject.
        case name([UInt8])
        /// SHA-1 over the signer's key bits.
        case key([UInt8])
    }

    struct Single: Sendable {
        /// nil: about an issuer named by a digest that nobody here knows.
        let subject: OCSPCertID?
        let status: Status
        let thisUpdate: Date
        let nextUpdate: Date?
        let extensions: ExtensionList
    }

    enum Status: Hashable, Sendable {
        case good
        case revoked(RevocationReason, since: Date)
        case unknown
    }

    let der: [UInt8]
    let toBeSigned: [UInt8]
    let responder: Responder
    let producedAt: Date
    let singles: [Single]
    let extensions: ExtensionList
    let signatureAlgorithm: [UInt8]
    let signature: [UInt8]
    /// DER of what came along to prove the signer.
    let certificates: [[UInt8]]

    // RFC 9654 §2.1
    private static let nonceLengths = 1...128

    /// The content of the nonce extension.
    var nonce: [UInt8]? {
        get throws {
            guard let nonce = try extensions.node(.ocspNonce)?.octets() else { return nil }
            guard Self.nonceLengths.contains(nonce.count) else {
                throw ASN1Error.invalidASN1Object(reason: "a nonce of \(nonce.count) octets")
            }
            return nonce
        }
    }

    /// What the answer means: a responder that calls certificates revoked which were never issued says so by a hold
    /// since 1970 (RFC 6960 §2.2, §4.4.8). Such a card is unknown; it may be known in a minute.
    func meaning(of single: Single) -> Status {
        guard extensions[.ocspExtendedRevoke] != nil, case .revoked(.certificateHold, let since) = single.status,
            since == Date(timeIntervalSince1970: 0)
        else { return single.status }
        return .unknown
    }
}
