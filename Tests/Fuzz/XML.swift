import OpenSSL
import SAML
import SignedXML

/// The XML reader, alone and with what reads requests, signatures and logouts out of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    SAMLRig.run(start, count) { input in
        if let document = try? UnverifiedDocument(input, limits: .request) {
            // Signed by nobody, whatever the bytes are.
            let verified = try? document.verified(root: document.claims.name, keys: SAMLRig.site.signingKeys)
            precondition(verified == nil, "a document counts as signed, and nobody has the key")
        }
        let encoded = Base64.encode(input)
        SAMLRig.take { () throws(SAMLError) in try ReceivedRequest.post(samlRequest: encoded, relayState: nil) }
        _ = RequestCheck(rules: SAMLRig.rules, at: SAMLRig.now) { _ in SAMLRig.site }
            .run(String(decoding: input, as: UTF8.self))
    }
}
