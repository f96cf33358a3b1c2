import SAML

/// The query of a redirected message: as it came, and as the message in a query that is well made.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    SAMLRig.run(start, count) { input in
        let text = String(decoding: input, as: UTF8.self)
        SAMLRig.take { () throws(SAMLError) in try ReceivedRequest.redirect(rawQuery: text) }
        _ = try? ReceivedLogout.redirect(rawQuery: text)
        _ = RequestCheck(rules: SAMLRig.rules, at: SAMLRig.now) { _ in SAMLRig.site }.run(text)
        if let query = try? RedirectBinding.encode(input, relayState: "state", signer: nil) {
            SAMLRig.take { () throws(SAMLError) in try ReceivedRequest.redirect(rawQuery: query) }
        }
    }
}
