import Foundation
import OpenSSL
import SAML
import SignedXML
import Testing

/// Seeded mutations of good input: nothing may trap, and nothing may be believed that was not signed (R61, R62). A run
/// of another length or seed: `PORTA_FUZZ_ROUNDS`, `PORTA_FUZZ_SEED`.
@Suite struct FuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let rounds = environment["PORTA_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 400
    private static let seed = environment["PORTA_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_260_921

    /// A linear congruential generator (Knuth's constants): the same mutations in every run.
    private struct Mutator {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: (state >> 33) % UInt64(max(1, bound)))
        }

        private static let dictionary = [
            "<", ">", "&", "\"", "'", "<!--", "-->", "<![CDATA[", "]]>", "<?", "<!DOCTYPE a>", "&lt;", "&#0;",
            "&#xD800;", "xmlns=",
            "xmlns:saml=\"urn:x\"", "ID=\"_\"", "</samlp:AuthnRequest>", "<ds:Signature>", "\u{0}", "\u{FEFF}",
            "\u{FFFE}", "%", "%00",
            "+", "=", "&SAMLRequest=", "&SigAlg=", "99999999999999999999", "-1", "true", "2.0", "1.1", "\r\n",
        ].map { Array($0.utf8) }

        /// One to four changes: a bit, a byte, a cut, a doubled piece, a word.
        mutating func mutate(_ input: [UInt8]) -> [UInt8] {
            var bytes = input
            for _ in 0...next(4) {
                guard !bytes.isEmpty else { return bytes }
                let place = next(bytes.count)
                switch next(6) {
                case 0: bytes[place] ^= UInt8(1 << next(8))
                case 1: bytes[place] = UInt8(next(256))
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + next(40)))
                case 3:
                    bytes.insert(
                        contentsOf: bytes[place..<min(bytes.count, place + 1 + next(80))], at: next(bytes.count))
                case 4: bytes.insert(contentsOf: Self.dictionary[next(Self.dictionary.count)], at: place)
                default: bytes = Array(bytes[..<place]) + bytes[next(bytes.count)...]
                }
            }
            return bytes
        }
    }

    private func each(_ inputs: [[UInt8]], _ body: ([UInt8]) throws -> Void) rethrows {
        var mutator = Mutator(state: Self.seed)
        for round in 0..<Self.rounds { try body(mutator.mutate(inputs[round % inputs.count])) }
    }

    @Test func `R61 the redirect query survives anything, and a signed one says what was signed`() throws {
        let made = try World.portal.request(to: World.sso, at: World.now)
        let query = try RedirectBinding.encode(made.bytes, relayState: "a & b", signer: World.siteKey)
        let bare = try RedirectBinding.encode(made.bytes, relayState: nil, signer: nil)
        let site = try World.registered(World.portal)
        each([Array(query.utf8), Array(bare.utf8)]) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let opened = try? ReceivedRequest.redirect(rawQuery: text).opened(by: site)
            #expect(opened == nil || opened?.id == made.id)
            _ = RequestCheck(rules: World.rules, at: World.now) { _ in site }.run(text)
            _ = try? ReceivedLogout.redirect(rawQuery: text)
        }
    }

    @Test func `R61 the XML reader survives anything, and a signed request says what was signed`() throws {
        let made = try World.portal.signedRequest(to: World.sso, at: World.now)
        let site = try World.registered(World.portal)
        each([made.bytes]) { bytes in
            let encoded = Base64.encode(bytes)
            let opened = try? ReceivedRequest.post(samlRequest: encoded, relayState: nil).opened(by: site)
            #expect(opened == nil || (opened?.id == made.id && opened?.forceAuthn == false && opened?.isSigned == true))
            _ = RequestCheck(rules: World.rules, at: World.now) { _ in site }.run(
                String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test func `R61 requests to log out survive anything, and say what was signed`() throws {
        let writing = try #require(World.ministry.logout)
        let made = try writing.request(
            LogoutSubject(nameID: NameID(value: "victim", format: NameIDFormat.transient)), to: World.slo, at: World.now
        )
        let site = try World.registered(World.ministry)
        each([try made.posted(), try made.soapBody()]) { bytes in
            let received =
                (try? ReceivedLogout.soap(bytes))
                ?? (try? ReceivedLogout.post(samlRequest: Base64.encode(bytes), samlResponse: nil, relayState: nil))
            let request = try? received?.request(from: site, opening: [World.ownDecryption.key])
            #expect(request == nil || request?.nameID.value == "victim")
        }
    }

    @Test func `R61 the metadata reader survives anything, and a signed file says what was signed`() throws {
        let signed = Array(try Federation.signed([try Federation.entity(1), try Federation.entity(2)]).utf8)
        let plain = try World.ministry.metadata(validUntil: World.later)
        let genuine = ["https://site1.example.al/saml/acs", "https://site2.example.al/saml/acs"]
        each([signed, plain]) { bytes in
            let believed = MetadataCheck(signedBy: [World.metadataKey.publicKey], at: World.now).run(bytes)
            for site in believed.usableSites {
                #expect(site.assertionConsumerServices.allSatisfy { genuine.contains($0.location) })
            }
            let unsigned = MetadataCheck(at: World.now).run(bytes)
            for site in unsigned.usableSites {
                #expect(site.postServices.allSatisfy { $0.location.hasPrefix("https://") })
            }
            _ = try? KnownIdentityProvider(metadata: bytes, at: World.now)
        }
    }

    @Test func `R61 encrypted assertions survive anything, and say what was signed`() throws {
        let target = try EncryptionTarget(
            recipient: World.ministry.entityID, certificate: World.siteDecryption.certificate)
        let response = try World.provider.success(
            World.content("victim"), to: World.target(site: World.ministry, encryption: target), at: World.now
        ).bytes
        each([response]) { bytes in
            let login = try? World.ministry.receive(bytes, requestID: "_request", from: World.known, at: World.now)
            #expect(login == nil || login?.nameID.value == "victim")
        }
    }
}
