import Foundation
import SwiftASN1

/// What a responder sent, before anything is believed.
enum OCSPAnswer: Sendable {
    case response(OCSPResponse)
    /// A responseStatus other than successful (RFC 6960 §4.2.1).
    case refusal(Refusal)

    enum Refusal: UInt8, Sendable {
        case malformedRequest = 1
        case internalError, tryLater
        case sigRequired = 5
        case unauthorized

        /// Whether the responder as a whole is in trouble, and not this question alone.
        var isTrouble: Bool { self == .internalError || self == .tryLater }
    }

    // 64 KB: a response with a responder's certificate takes 2 KB.
    static let maximumLength = 65_536

    init(der: [UInt8]) throws(PKIError) {
        guard der.count <= Self.maximumLength else {
            throw .malformed("OCSP response", reason: "longer than \(Self.maximumLength) bytes")
        }
        self = try reading("OCSP response") { try Self.read(der) }
    }

    private static func read(_ der: [UInt8]) throws -> OCSPAnswer {
        var parts = try DER.parse(der).sequence(atMost: 2)[...]
        guard let status = try parts.popFirst()?.magnitude(.enumerated), status.count == 1 else {
            throw ASN1Error.invalidASN1Object(reason: "no status")
        }
        guard status == [0] else {
            guard parts.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "a refusal with an answer in it") }
            guard let refusal = Refusal(rawValue: status[0]) else {
                throw ASN1Error.invalidASN1Object(reason: "status \(status[0]), which nobody defined")
            }
            return .refusal(refusal)
        }
        guard let bytes = try parts.popFirst()?.explicit(0).sequence(atMost: 2), bytes.count == 2 else {
            throw ASN1Error.invalidASN1Object(reason: "success without an answer")
        }
        guard try bytes[0].oid() == .ocspBasic else {
            throw ASN1Error.invalidASN1Object(reason: "not a basic response")
        }
        return .response(try OCSPResponse(DER.parse(bytes[1].octets()), der: der))
    }
}

extension OCSPResponse {
    fileprivate init(_ basic: ASN1Node, der: [UInt8]) throws {
        var parts = try basic.children()
        guard basic.identifier == .sequence else { throw ASN1Error.unexpectedFieldType(basic.identifier) }
        let body = try parts.required("tbsResponseData")
        self.der = der
        toBeSigned = Array(body.encodedBytes)
        signatureAlgorithm = Array(try parts.required("signatureAlgorithm").encodedBytes)
        signature = try parts.required("signature").wholeBits()
        certificates =
            try parts.optional(0).map { try $0.explicit(0).sequence(atMost: 4) }?
            .map { Array($0.encodedBytes) } ?? []
        try parts.end()

        var fields = try body.children()
        // version 1 is the default, which DER does not write
        guard fields.optional(0) == nil else { throw ASN1Error.invalidASN1Object(reason: "an unknown version") }
        responder = try Self.responder(fields.required("responderID"))
        producedAt = try fields.required("producedAt").date()
        singles = try fields.required("responses").sequence(atMost: 16).map(Self.single)
        extensions = try fields.optional(1).map { try ExtensionList($0.explicit(1)) } ?? ExtensionList()
        try fields.end()
    }

    private static func responder(_ node: ASN1Node) throws -> Responder {
        if node.isContext(1) { return .name(Array(try node.explicit(1).encodedBytes)) }
        return .key(try node.explicit(2).octets())
    }

    private static func single(_ node: ASN1Node) throws -> Single {
        var parts = try node.children()
        let subject = try OCSPCertID.reading(parts.required("certID"))
        let status = try status(parts.required("certStatus"))
        let thisUpdate = try parts.required("thisUpdate").date()
        let nextUpdate = try parts.optional(0).map { try $0.explicit(0).date() }
        let extensions = try parts.optional(1).map { try ExtensionList($0.explicit(1)) } ?? ExtensionList()
        try parts.end()
        return Single(
            subject: subject, status: status, thisUpdate: thisUpdate, nextUpdate: nextUpdate, extensions: extensions)
    }

    private static func status(_ node: ASN1Node) throws -> Status {
        func isNull() -> Bool { if case .primitive(let bytes) = node.content { bytes.isEmpty } else { false } }
        if node.isContext(0), isNull() { return .good }
        if node.isContext(2), isNull() { return .unknown }
        guard node.isContext(1) else { throw ASN1Error.unexpectedFieldType(node.identifier) }
        var parts = try node.children()
        let since = try parts.required("revocationTime").date()
        let code = try parts.optional(0).map { try $0.explicit(0).magnitude(.enumerated) } ?? [0]
        try parts.end()
        // A reason that nobody defined revokes all the same.
        let reason = code.count == 1 ? RevocationReason(rawValue: code[0]) ?? .unspecified : .unspecified
        return .revoked(reason, since: since)
    }
}
