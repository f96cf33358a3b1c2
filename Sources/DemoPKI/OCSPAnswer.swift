public import Foundation
public import OpenSSL

/// What a responder says of one certificate (RFC 6960 §2.2).
public enum OCSPStatus: Hashable, Sendable {
    case good
    case revoked(at: Date, reason: RevocationReason?)
    case unknown

    // RFC 6960 §4.2.1: good and unknown are IMPLICIT NULL.
    var der: [UInt8] {
        switch self {
        case .good: Encode.taggedPrimitive(0, [])
        case .unknown: Encode.taggedPrimitive(2, [])
        case .revoked(let date, let reason):
            Encode.tagged(
                1,
                Encode.generalizedTime(date)
                    + (reason.map { Encode.tagged(0, Encode.enumerated($0.rawValue)) } ?? []))
        }
    }
}

/// How an OCSP answer is made: the right way, or with the defect that a test wants.
public struct OCSPAnswerOptions: Sendable {
    public enum Signer: Sendable {
        /// The responder that the issuer delegated (RFC 6960 §4.2.2.2).
        case delegate
        /// The issuing authority itself.
        case issuer
        /// Any key and certificate: a sibling's delegate, one without the key usage, an expired one.
        case other(CertifiedKey)
    }

    public enum Nonce: Sendable {
        case echo, omit, wrong
        /// The extension's value as it is, DER of an OCTET STRING or not.
        case raw([UInt8])
    }

    public enum ResponseStatus: UInt8, Sendable {
        case successful = 0
        case malformedRequest, internalError, tryLater
        case sigRequired = 5
        case unauthorized
    }

    public var signer = Signer.delegate
    public var nonce = Nonce.echo
    public var status = ResponseStatus.successful
    /// nil: the time of the answer.
    public var thisUpdate: Date?
    /// Seconds after `thisUpdate`; nil leaves nextUpdate out.
    public var lifetime: TimeInterval? = 3600
    public var producedAt: Date?
    /// Answers about these instead of what was asked.
    public var subjects: [OCSPQuestion.CertID]?
    public var namesResponderByKey = true
    public var sendsCertificate = true
    public var signatureAlgorithm: SignatureAlgorithm?
    public var breaksSignature = false
    /// Signs in the place of the signer's key: the bytes in, the signature out. For algorithms that nobody here makes.
    public var signing: (@Sendable ([UInt8]) -> [UInt8])?
    /// AlgorithmIdentifier beside the signature, where it shall differ from the truth.
    public var writtenAlgorithm: [UInt8]?
    /// Certificates that come along besides the signer's, before it.
    public var moreCertificates: [[UInt8]] = []
    /// Of each single answer.
    public var singleExtensions: [Extension] = []
    public var moreExtensions: [Extension] = []
    /// Another response type than id-pkix-ocsp-basic, as an object identifier.
    public var responseType = "1.3.6.1.5.5.7.48.1.1"

    public init() {}
}
