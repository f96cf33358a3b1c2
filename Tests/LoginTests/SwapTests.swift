import DemoPKI
import Foundation
import Login
import OpenSSL
import Testing

/// threats: B2. What one browser, attempt, use or step was given is of no use in another.
@Suite struct `A sealed text` {
    @Test(arguments: Texts.Kind.allCases, Texts.Kind.allCases)
    func `opens as its own kind and as no other`(kind: Texts.Kind, other: Texts.Kind) async throws {
        let world = try World()
        let texts = try await Texts(in: world, world.cookie())
        #expect(await texts.hand(texts[kind], as: other) == (kind == other ? nil : .requestInvalid))
    }

    @Test(arguments: Texts.Kind.allCases, Texts.Kind.allCases)
    func `does not become another kind by its first byte`(kind: Texts.Kind, other: Texts.Kind) async throws {
        guard kind != other else { return }
        let world = try World()
        let texts = try await Texts(in: world, world.cookie())
        var bytes = try #require(Base64.decodeURL(texts[kind]))
        bytes[0] = other.sealed.rawValue
        let renamed = Base64.encodeURL(bytes)
        let fits = renamed.utf8.count <= other.sealed.maximumLength
        #expect(await texts.hand(renamed, as: other) == (fits ? .wrongBrowser : .requestInvalid))
    }

    @Test(arguments: Texts.Kind.allCases)
    func `is of no use in another browser`(kind: Texts.Kind) async throws {
        let world = try World()
        let texts = try await Texts(in: world, world.cookie())
        let reason = await texts.hand(texts[kind], as: kind, cookie: world.cookie())
        // A start text is bound to nobody yet; it binds to the browser that opens it.
        #expect(reason == (kind == .start ? nil : .wrongBrowser))
    }

    @Test func `is of no use without a cookie`() async throws {
        let world = try World()
        let texts = try await Texts(in: world, world.cookie())
        let (desk, attempt) = (world.desk, texts[.attempt])
        let refusals: [Refusal?] = [
            await refused { try await desk.start(attempt, cookie: nil, language: nil) },
            await refused {
                try await desk.click(attempt, cookie: nil, older: false, olderWaySets: [], shared: false)
            },
            await refused { try await desk.present(attempt, possession: texts[.possession], cookie: nil) },
            await refused { try await desk.present(attempt, possession: nil, cookie: nil) },
            await refused { try await desk.agree(texts.form(consent: texts[.consent]), cookie: nil) },
            await refused { try await desk.review(texts.form(consent: texts[.consent]), cookie: nil) },
            await refused { try await desk.disown(texts.form(consent: texts[.consent]), cookie: nil) },
            await refused { try await desk.cancel(texts.form(consent: texts[.consent]), cookie: nil) },
            await refused { try await desk.wayBack(attempt, refusal: texts[.refusal], cookie: nil) },
            await refused { try await desk.wayBack(attempt, refusal: nil, cookie: nil) },
        ]
        #expect(refusals.allSatisfy { $0?.reason == .wrongBrowser })
        #expect(refusals.allSatisfy { $0?.attemptText == nil })
        #expect(refusals.allSatisfy { $0?.refusalText == nil && $0?.site == nil })
    }

    @Test(arguments: [Texts.Kind.possession, .consent, .refusal])
    func `of another attempt of the same browser is of no use`(kind: Texts.Kind) async throws {
        let world = try World()
        let cookie = world.cookie()
        let mine = try await Texts("_mine", in: world, cookie)
        let other = try await Texts("_other", in: world, cookie)
        #expect(await mine.hand(other[kind], as: kind) == .wrongBrowser)
        #expect(await mine.hand(mine[kind], as: kind) == nil)
    }

    @Test func `of consent belongs to one use of a card`() async throws {
        let world = try World()
        let cookie = world.cookie()
        let texts = try await Texts(in: world, cookie)
        world.clock.advance(by: 1)
        let later = try await world.use(world.issuer.card().certificate, in: texts[.attempt], cookie)
        let form = ConsentForm(
            attemptText: texts[.attempt], possessionText: later.possession, consentText: texts[.consent], chosen: [])
        #expect(await refused { try await world.desk.agree(form, cookie: cookie) }?.reason == .wrongBrowser)
    }

    /// A possession that a stranger's browser was handed, planted in mine together with its label.
    @Test func `of a stranger's possession does not log me in as him`() async throws {
        let world = try World()
        let stranger = world.cookie()
        let strangers = try await world.use(
            world.issuer.card(for: .besnik).certificate, in: world.attempt(in: stranger), stranger)
        let cookie = world.cookie()
        let mine = try await world.attempt("_mine", in: cookie)
        let refusal = await refused {
            try await world.desk.present(mine, possession: strangers.possession, cookie: cookie)
        }
        #expect(refusal?.reason == .wrongBrowser && refusal?.attemptText == nil)
        #expect(world.ledger.entries.isEmpty)
    }

    @Test func `opens no longer when any character was changed`() async throws {
        let world = try World()
        let texts = try await Texts(in: world, world.cookie())
        for kind in Texts.Kind.allCases {
            let characters = Array(texts[kind].utf8)
            for index in characters.indices {
                var changed = characters
                changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let reason = await texts.hand(String(decoding: changed, as: UTF8.self), as: kind)
                #expect(reason == .wrongBrowser || reason == .requestInvalid, "\(kind) at \(index)")
            }
        }
    }

    /// Contents that are no contents: sealed with our key, as only a bug or a stolen key could.
    @Test func `of our own key is still read with care`() async throws {
        let world = try World()
        let texts = try await Texts(in: world, world.cookie())
        let contents: [[UInt8]] = [[], [0], [UInt8](repeating: 0xFF, count: 40), [UInt8](repeating: 0, count: 200)]
        for kind in Texts.Kind.allCases {
            for content in contents {
                let text = try Forger.seal(content, as: kind, cookie: kind.isBound ? texts.cookie : nil)
                #expect(await texts.hand(text, as: kind) == .requestInvalid, "\(kind) of \(content.count) bytes")
            }
        }
    }

    /// Every cut of a good text's contents, and every byte of them changed, sealed again.
    @Test(arguments: Texts.Kind.allCases)
    func `whose contents are cut or changed never ends the process`(kind: Texts.Kind) async throws {
        let world = try World()
        let texts = try await Texts(in: world, world.cookie())
        let cookie = kind.isBound ? texts.cookie : nil
        let good = try Forger.open(texts[kind], as: kind, cookie: cookie)
        #expect(try await texts.hand(Forger.seal(good, as: kind, cookie: cookie), as: kind) == nil)
        for count in good.indices {
            let cut = try Forger.seal(Array(good.prefix(count)), as: kind, cookie: cookie)
            #expect(await texts.hand(cut, as: kind) == .requestInvalid, "\(kind) cut to \(count)")
        }
        let longer = try Forger.seal(good + [0], as: kind, cookie: cookie)
        #expect(await texts.hand(longer, as: kind) == .requestInvalid)
        for index in good.indices {
            for value: UInt8 in [0x00, 0x7F, 0xFF] {
                var changed = good
                changed[index] = value
                _ = try await texts.hand(Forger.seal(changed, as: kind, cookie: cookie), as: kind)
            }
        }
    }

    @Test(arguments: Texts.Kind.allCases)
    func `is broken when it is cut, longer, spelt otherwise or no text at all`(kind: Texts.Kind) async throws {
        let world = try World()
        let texts = try await Texts(in: world, world.cookie())
        for count in 0..<texts[kind].utf8.count {
            let reason = await texts.hand(String(texts[kind].prefix(count)), as: kind)
            #expect(reason == .wrongBrowser || reason == .requestInvalid, "\(kind) cut to \(count)")
        }
        let broken = [
            "", "A", "=", texts[kind] + "=", texts[kind] + "\n", " " + texts[kind], texts[kind] + "A",
            texts[kind] + "AAAA", String(repeating: "A", count: 100_000), "ë", "\0", "../../etc/passwd",
        ]
        for text in broken {
            let reason = await texts.hand(text, as: kind)
            #expect(reason == .wrongBrowser || reason == .requestInvalid, "\(kind): \(text.prefix(20))")
        }
        #expect(await texts.hand("", as: kind) == .requestInvalid)
    }
}
