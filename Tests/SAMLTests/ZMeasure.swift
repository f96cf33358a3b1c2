import Foundation
import OpenSSL
import SAML
import SignedXML
import Testing

@Suite(.serialized) struct ZMeasure {
    @Test func `measure`() throws {
        let attrs = [
            Attribute(name: "urn:oid:2.5.4.42", friendlyName: "givenName", values: ["Ermonela"]),
            Attribute(name: "urn:oid:2.5.4.4", friendlyName: "sn", values: ["Çelë"]),
            Attribute(name: "urn:oid:2.5.4.5", friendlyName: "serialNumber", values: ["J12345678X"]),
        ]
        let clock = ContinuousClock()
        func t(_ name: String, _ n: Int = 3000, _ body: () throws -> Void) rethrows {
            for _ in 0..<100 { try body() }
            let d = try clock.measure { for _ in 0..<n { try body() } }
            print(
                "MEASURE \(name): \(Double(d.components.attoseconds) / 1e12 / Double(n) + Double(d.components.seconds) * 1e6 / Double(n)) µs"
            )
        }
        let site = try World.registered(World.portal)
        for key in ["p256"] {
            try t("response \(key)", 30000) {
                _ = try World.provider.success(
                    World.content(attributes: attrs), to: World.target(key: key), at: World.now)
            }
            let signer = key == "rsa" ? World.rsa : World.p256
            try t("one bare signature \(key)") { _ = try signer.signer.signDetached([1, 2, 3]) }
        }
        let made = try World.portal.signedRequest(to: World.sso, at: World.now)
        let post = Base64.encode(made.bytes)
        try t("POST request whole") {
            _ = try ReceivedRequest.post(samlRequest: post, relayState: nil).opened(by: site).accepted(
                from: site, under: World.rules, at: World.now)
        }
        try t("POST request parse only") { _ = try ReceivedRequest.post(samlRequest: post, relayState: nil) }
        let q = try RedirectBinding.encode(
            try World.portal.request(to: World.sso, at: World.now).bytes, relayState: "x", signer: World.siteKey)
        try t("Redirect request whole") {
            _ = try ReceivedRequest.redirect(rawQuery: q).opened(by: site).accepted(
                from: site, under: World.rules, at: World.now)
        }
        let sig = try World.siteKey.signer.signDetached([1, 2, 3])
        try t("bare verification p256") {
            _ = try SignatureAlgorithmURI.ecdsaSHA256.key(
                among: [World.siteKey.publicKey], verifying: sig, over: [1, 2, 3])
        }
        try t("metadata") { _ = try World.provider.metadata(validUntil: World.later) }
    }
}
