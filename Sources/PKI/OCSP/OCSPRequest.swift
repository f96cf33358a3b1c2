import SwiftASN1

/// A question about one certificate (RFC 6960 §4.1), unsigned, with a nonce (RFC 9654).
struct OCSPRequest: Sendable {
    let subject: OCSPCertID
    let nonce: [UInt8]

    var der: [UInt8] {
        var coder = DER.Serializer()
        coder.appendConstructedNode(identifier: .sequence) { request in
            request.appendConstructedNode(identifier: .sequence) { body in
                body.appendConstructedNode(identifier: .sequence) { list in
                    list.appendConstructedNode(identifier: .sequence) { subject.write(into: &$0) }
                }
                body.appendConstructedNode(identifier: ASN1Identifier(tagWithNumber: 2, tagClass: .contextSpecific)) {
                    $0.appendConstructedNode(identifier: .sequence) { extensions in
                        extensions.appendConstructedNode(identifier: .sequence, writeNonce)
                    }
                }
            }
        }
        return coder.serializedBytes
    }

    private func writeNonce(into coder: inout DER.Serializer) {
        coder.appendPrimitiveNode(identifier: .objectIdentifier) { $0 += OID.ocspNonce.content }
        coder.appendPrimitiveNode(identifier: .octetString) { bytes in
            // The value is an OCTET STRING inside the extension's own (RFC 9654 §2.1). At most 127 bytes here.
            bytes += [0x04, UInt8(truncatingIfNeeded: nonce.count)] + nonce
        }
    }
}
