import Foundation
import SwiftASN1

/// An answer (RFC 6960 §4.2), read but not yet believed.
struct OCSPResponse: Sendable {
    enum Responder: Hashable, Sendable {
        /// DER of the signer's subject.
        case name([UInt8])
        /// SHA-1 over the signer's key bits.
        case key([UInt8])
    }

    struct Single: Sendable {
        /// nil: about an issuer named by another digest than ours.
        let subject: OCSPCertID?
        let status: Status
        let thisUpdate: Date
        let nextUpdate: Date?
        let extensions: ExtensionList
    }

    enum Status: Hashable, Sendable {
        case good
        case revoked(RevocationReason)
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

    /// The content of the nonce extension.
    var nonce: [UInt8]? {
        get throws { try extensions.node(.ocspNonce)?.octets() }
    }
}
