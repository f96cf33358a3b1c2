import Foundation
import OpenSSL
import SAML
import SignedXML
import Testing

/// What a message costs beyond its signatures. The bounds that are held here are wide, for debug builds on busy machines;
/// `scripts/bench-saml` builds for release, prints the numbers and holds the narrow ones.
@Suite(.serialized) struct SpeedTests {
    private static let isBench = ProcessInfo.processInfo.environment["PORTA_BENCH"] != nil

    /// The median of many runs, in microseconds.
    private func median(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
        for _ in 0..<(count / 10) { try body() }
        var times: [Double] = []
        for _ in 0..<count {
            let time = try ContinuousClock().measure { try body() }
            times.append(Double(time.components.attoseconds) / 1e12 + Double(time.components.seconds) * 1e6)
        }
        return times.sorted()[count / 2]
    }

    /// The medians of two acts that take turns, so that a busy machine slows both.
    private func medians(_ count: Int, _ one: () throws -> Void, _ other: () throws -> Void) rethrows -> (
        Double, Double
    ) {
        var times: ([Double], [Double]) = ([], [])
        for turn in 0..<(count + count / 10) {
            let (first, second) = (
                try ContinuousClock().measure { try one() }, try ContinuousClock().measure { try other() }
            )
            guard turn >= count / 10 else { continue }
            times.0.append(first / .microseconds(1))
            times.1.append(second / .microseconds(1))
        }
        return (times.0.sorted()[count / 2], times.1.sorted()[count / 2])
    }

    private func print(_ what: String, _ number: Double, _ unit: String = "µs") {
        if Self.isBench { Swift.print("bench: \(what): \(String(format: "%.2f", number)) \(unit)") }
    }

    private static let attributes = AttributeSet.standard.attributes([
        (item: "given-name", values: ["Ermonela"]), (item: "family-name", values: ["Çelë"]),
        (item: "display-name", values: ["Ermonela Çelë"]), (item: "national-id", values: ["J00101999W"]),
        (item: "pairwise-id", values: ["mfrggzdfmztwq2lknnwg23tpob4xe43u@example.al"]),
    ])

    /// The aim is 1.3 for both (docs/performance.md).
    @Test(arguments: [("p256", 1.5), ("rsa", 1.3)])
    func `issues a signed response for little more than its signatures`(_ name: String, _ bound: Double) throws {
        let key = try World.provider.signingKey(name)
        let count = Self.isBench ? 3_000 : 30
        let content = World.content(attributes: Self.attributes)
        for signing in ResponseSigning.allCases {
            let target = World.target(key: name, signing: signing)
            let bytes = try World.provider.success(content, to: target, at: World.now).bytes
            let signed = try signedBytes(bytes, signing)
            let (bare, whole) = try medians(
                count, { for bytes in signed { _ = try key.signer.signDetached(bytes) } },
                { _ = try World.provider.success(content, to: target, at: World.now) })
            print("\(name), \(signing.rawValue) signed: bare signatures", bare)
            print("\(name), \(signing.rawValue) signed: response", whole)
            print("\(name), \(signing.rawValue) signed: ratio", whole / bare, "×")
            #expect(!Self.isBench || whole <= bare * bound)
            #expect(whole < bare + 20_000)
        }
        let encryption = try EncryptionTarget(
            recipient: World.ministry.entityID, certificate: World.siteDecryption.certificate)
        let encrypted = World.target(site: World.ministry, key: name, encryption: encryption)
        let whole = try median(count) {
            _ = try World.provider.success(content, to: encrypted, at: World.now)
        }
        print("\(name), both signed, encrypted: response", whole)
    }

    /// The very bytes that each signature is over: what a bare signature would sign.
    private func signedBytes(_ response: [UInt8], _ signing: ResponseSigning) throws -> [[UInt8]] {
        let text = World.text(response)
        let start = try #require(text.firstRange(of: "<saml:Assertion ")).lowerBound
        let end = try #require(text.firstRange(of: "</saml:Assertion>")).upperBound
        let assertion = text[start..<end]
        let bare = { (text: Substring) -> [UInt8] in
            let signature = text.firstRange(of: "<ds:Signature ").flatMap { start in
                text.firstRange(of: "</ds:Signature>").map { String(text[start.lowerBound..<$0.upperBound]) }
            }
            return Array((signature.map { text.replacing($0, with: "", maxReplacements: 1) } ?? text).utf8)
        }
        switch signing {
        case .assertion: return [bare(assertion)]
        case .response: return [bare(text[...])]
        case .both: return [bare(assertion), bare(text[...])]
        }
    }

    @Test func `checks a signed request for little more than its signature`() throws {
        let count = Self.isBench ? 3_000 : 30
        for (name, site) in [("p256", World.siteKey), ("rsa", World.rsa)] {
            let asking = RequestingSite(
                entityID: World.portal.entityID, consumerURL: World.portal.consumerURL, signingKey: site, names: [])
            let registered = try World.registered(asking)
            let made = try asking.request(to: World.sso, at: World.now)
            let query = try RedirectBinding.encode(made.bytes, relayState: "x", signer: site)
            let posted = Base64.encode(try asking.signedRequest(to: World.sso, at: World.now).bytes)
            let message = [UInt8](repeating: 0x41, count: 700)
            let value = try site.signer.signDetached(message)
            let bare = try median(count) {
                _ = try site.signer.algorithm.key(among: registered.signingKeys, verifying: value, over: message)
            }
            let redirected = try median(count) {
                _ = try ReceivedRequest.redirect(rawQuery: query).opened(by: registered).accepted(
                    from: registered, under: World.rules, at: World.now)
            }
            let sent = try median(count) {
                _ = try ReceivedRequest.post(samlRequest: posted, relayState: nil).opened(by: registered).accepted(
                    from: registered, under: World.rules, at: World.now)
            }
            print("\(name): signature of a request", bare)
            print("\(name): redirected request beyond its signature", redirected - bare)
            print("\(name): posted request beyond its signature", sent - bare)
            #expect(!Self.isBench || (redirected - bare <= 150 && sent - bare <= 150))
            #expect(redirected < bare + 20_000 && sent < bare + 20_000)
        }
    }
}
