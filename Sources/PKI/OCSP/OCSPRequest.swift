import OpenSSL
import SwiftASN1

/// A question about one certificate (RFC 6960 §4.1), unsigned. Without a nonce it is the canonical form of RFC 5019
/// §2.1, the same for everybody, so that caches can answer it.
struct OCSPRequest: Sendable {
    let subject: OCSPCertID
    /// 32 octets (RFC 9654 §2.1), or none where the issuer's answers are made in advance.
    let nonce: [UInt8]?

    var der: [UInt8] {
        var coder = DER.Serializer()
        coder.appendConstructedNode(identifier: .sequence) { request in
            request.appendConstructedNode(identifier: .sequence) { body in
                body.appendConstructedNode(identifier: .sequence) { list in
                    list.appendConstructedNode(identifier: .sequence) { subject.write(into: &$0) }
                }
                if let nonce { Self.write(nonce, into: &body) }
            }
        }
        return coder.serializedBytes
    }

    private static func write(_ nonce: [UInt8], into body: inout DER.Serializer) {
        body.appendConstructedNode(identifier: ASN1Identifier(tagWithNumber: 2, tagClass: .contextSpecific)) {
            $0.appendConstructedNode(identifier: .sequence) { extensions in
                extensions.appendConstructedNode(identifier: .sequence) { coder in
                    coder.appendPrimitiveNode(identifier: .objectIdentifier) { $0 += OID.ocspNonce.content }
                    coder.appendPrimitiveNode(identifier: .octetString) { bytes in
                        // The value is an OCTET STRING inside the extension's own (RFC 9654 §2.1). At most 127 bytes.
                        bytes += [0x04, UInt8(truncatingIfNeeded: nonce.count)] + nonce
                    }
                }
            }
        }
    }

    // RFC 5019 §5: what is longer is asked by POST
    private static let longestAddress = 255

    /// The address of a GET (RFC 6960 appendix A.1): base64, then percent-encoded. nil where it would be too long, or
    /// where the responder's address has a query, behind which no path can stand.
    func address(at responder: String) -> String? {
        guard !responder.contains("?") else { return nil }
        var path = ""
        for character in Base64.encode(der) {
            switch character {
            case "+": path += "%2B"
            case "/": path += "%2F"
            case "=": path += "%3D"
            default: path.append(character)
            }
        }
        let address = responder + (responder.hasSuffix("/") ? "" : "/") + path
        return address.utf8.count <= Self.longestAddress ? address : nil
    }
}
