import Foundation

/// What an answer says after everything RFC 6960 §3.2 demands was found in order.
struct OCSPBelief: Sendable {
    let status: OCSPResponse.Status
    let thisUpdate: Date
    let nextUpdate: Date?
    let producedAt: Date
    let signer: OCSPSigner
    /// Whether a nonce stands in it.
    let hasNonce: Bool
    let response: [UInt8]
}

/// Who signed an answer, and by what right.
struct OCSPSigner: Sendable {
    let role: ResponderRole
    let certificate: Certificate

    /// Whether its own revocation must be asked about (RFC 6960 §4.2.2.2.1): the issuer's own is not, for it is
    /// configured by name; a delegate's is, unless its issuer wrote that nobody shall.
    var needsCheck: Bool { role == .delegate && certificate.extensions[.ocspNoCheck] == nil }
}

/// By what right a responder speaks for an issuer (RFC 6960 §4.2.2.2).
public enum ResponderRole: String, Sendable, CaseIterable {
    /// It is the authority that issued the certificate.
    case issuer
    /// That very authority made it a certificate for OCSP signing.
    case delegate
}
