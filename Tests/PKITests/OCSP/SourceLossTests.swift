import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: R17, R18, R21. The table of docs/revocation.md, "When sources are lost", line by line.
@Suite struct `A source that is lost` {
    static let (ocsp, second) = (Responders.first, Responders.second)

    enum Loss: String, CaseIterable, Sendable {
        case nothing, responder, listHost, dns, both, responderLate, listHostLate, bothLate, bothLong
    }

    struct Line: Sendable, CustomTestStringConvertible {
        let loss: Loss
        let kind: DemoCard.Kind
        let code: String
        /// The sources that were asked for an answer, in order.
        let trace: [RevocationSource.Kind]
        var testDescription: String { "\(loss.rawValue), \(kind.rawValue)" }

        init(_ loss: Loss, _ kind: DemoCard.Kind, _ code: String, _ trace: [RevocationSource.Kind]) {
            (self.loss, self.kind, self.code, self.trace) = (loss, kind, code, trace)
        }
    }

    /// `…Late`: lost after one poll. `bothLong`: lost so long that the list at hand has run out.
    static let table: [Line] = [
        Line(.nothing, .good, "ok", [.ocsp]),
        Line(.nothing, .revoked, "revoked", [.ocsp]),
        Line(.nothing, .onHold, "on-hold", [.ocsp]),
        Line(.nothing, .justActivated, "unknown-to-issuer", [.ocsp]),
        Line(.responder, .good, "ok", [.ocsp, .crl]),
        Line(.responder, .revoked, "revoked", [.ocsp, .crl]),
        Line(.responder, .onHold, "on-hold", [.ocsp, .crl]),
        Line(.responder, .justActivated, "ok", [.ocsp, .crl]),
        Line(.listHost, .good, "ok", [.ocsp]),
        Line(.listHost, .revoked, "revoked", [.ocsp]),
        Line(.listHost, .justActivated, "unknown-to-issuer", [.ocsp]),
        Line(.dns, .good, "revocation-unavailable", [.ocsp, .crl]),
        Line(.dns, .revoked, "revocation-unavailable", [.ocsp, .crl]),
        Line(.both, .good, "revocation-unavailable", [.ocsp, .crl]),
        Line(.both, .revoked, "revocation-unavailable", [.ocsp, .crl]),
        Line(.both, .onHold, "revocation-unavailable", [.ocsp, .crl]),
        Line(.responderLate, .good, "ok", [.ocsp, .crl]),
        Line(.responderLate, .revoked, "revoked", [.crl]),
        Line(.listHostLate, .good, "ok", [.ocsp]),
        Line(.listHostLate, .revoked, "revoked", [.crl]),
        Line(.bothLate, .good, "ok", [.ocsp, .crl]),
        Line(.bothLate, .revoked, "revoked", [.crl]),
        Line(.bothLate, .onHold, "on-hold", [.ocsp, .crl]),
        Line(.bothLong, .good, "revocation-stale", [.ocsp, .crl]),
        // What is revoked stays revoked, however old the list is that said so.
        Line(.bothLong, .revoked, "revoked", [.crl]),
        Line(.bothLong, .onHold, "revocation-stale", [.ocsp, .crl]),
    ]

    @Test(arguments: table)
    func `leaves exactly what is documented (R21)`(line: Line) async throws {
        let sources = try Responders()
        let card = try sources.world.card(line.kind)
        let judge = try sources.judge(sources: [.ocsp(Self.ocsp), sources.world.crl])
        if [.responderLate, .listHostLate, .bothLate, .bothLong].contains(line.loss) { await judge.poll() }
        lose(line.loss, sources)
        let seen = await sources.seen(card, by: judge)
        #expect(seen.summary.code == line.code)
        #expect(seen.trace.revocation.map(\.source) == line.trace)
    }

    private func lose(_ loss: Loss, _ sources: Responders) {
        let dead = Responders.Way.fails(.unreachable("connection refused"))
        switch loss {
        case .nothing: break
        case .responder, .responderLate: sources.set(Self.ocsp, dead)
        case .listHost, .listHostLate: sources.set(sources.list, dead)
        case .dns:
            for url in [Self.ocsp, sources.list] { sources.set(url, .fails(.unreachable("no such name"))) }
        case .both, .bothLate: for url in [Self.ocsp, sources.list] { sources.set(url, dead) }
        case .bothLong:
            for url in [Self.ocsp, sources.list] { sources.set(url, dead) }
            sources.wait(3_601)
        }
    }

    /// A card that logged in a moment ago goes on as long as its answer lives: `refresh` and no longer.
    @Test func `does not disturb a card that was judged a moment ago`() async throws {
        let sources = try Responders()
        let card = try sources.world.card()
        let judge = try sources.judge(sources: [.ocsp(Self.ocsp), sources.world.crl])
        #expect(await sources.seen(card, by: judge).reason == nil)
        lose(.both, sources)
        sources.wait(299)
        #expect(await sources.seen(card, by: judge).reason == nil)
        sources.wait(1)
        #expect(await sources.seen(card, by: judge).reason == .revocationUnavailable)
        // And it comes back by itself.
        for url in [Self.ocsp, sources.list] { sources.set(url, .well) }
        #expect(await sources.seen(card, by: judge).reason == nil)
    }
}

/// R17, threats: V1: a certificate may name whatever it likes: nothing is ever sent there.
@Suite struct `An address in a certificate` {
    static let forms = [
        "http://evil.example/", "https://evil.example/ocsp", "HTTP://EVIL.EXAMPLE/", "http://evil.example:8080/",
        "http://127.0.0.1/", "http://127.0.0.1:22/", "http://localhost/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://127.1/", "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/",
        "http://user:secret@evil.example/", "http://ocsp.demo.invalid@evil.example/",
        "http://ocsp.demo.invalid.evil.example/", "http://evil.example#@ocsp.demo.invalid/",
        "http://evil.example\\@ocsp.demo.invalid/", "http://ocsp.demo.invalid:80@evil.example/",
        "http://ocsp.demo.invalid/../../x?u=http://evil.example/", "//evil.example/", "ldap://evil.example/cn=x?crl",
        "ldaps://evil.example/", "file:///etc/passwd", "ftp://evil.example/x.crl", "gopher://evil.example:25/_HELO",
        "dict://evil.example:11211/stat", "javascript:fetch(1)", "data:application/ocsp-response;base64,MAMKAQA=",
        "http://evil.example/%0d%0aHost:%20ocsp.demo.invalid", "", "http://",
    ]

    private func card(_ world: CardWorld, _ address: String) throws -> DemoCard {
        try world.card { shape in
            (shape.ocspAddresses, shape.crlAddresses, shape.deltaAddresses) = ([address], [address], [address])
        }
    }

    @Test(arguments: forms)
    func `is never asked (R17)`(address: String) async throws {
        let world = try CardWorld()
        let judge = try world.judge()
        let code = await world.code(try card(world, address), by: judge)
        #expect(["ok", "path-invalid"].contains(code))
        // Neither when the configured sources are lost.
        world.set {
            $0.ocsp = .fails(.unreachable(""))
            $0.crl = .fails(.unreachable(""))
        }
        await judge.forget()
        _ = await world.code(try card(world, address), by: judge)
        #expect(Set(world.asked).isSubset(of: [world.ocsp.url, world.crl.url]))
    }

    /// The real fetcher, and a real server that a certificate names.
    @Test func `is not allowed to the real fetcher, and its server hears nothing (R17)`() async throws {
        let world = try CardWorld()
        let named = LoopbackResponder { _ in .answer([]) }
        let configured = LoopbackResponder { question in
            let answer = try? world.authority.ocspResponse(to: question.body, at: CardWorld.noon) { world.standing($0) }
            return .answer(answer ?? [])
        }
        let issuer = try world.issuer(sources: [.ocsp(configured.url)])
        let fetcher = CurlFetcher(allowing: issuer.origins)
        defer { fetcher.shutDown() }
        let judge = try CardJudge(issuers: [issuer], fetcher: fetcher.fetcher, clock: .fixed(CardWorld.noon))
        #expect(await world.code(try card(world, named.url), by: judge) == "ok")
        #expect(configured.questions.count == 1)
        #expect(named.questions.isEmpty)
        for form in Self.forms {
            await #expect(throws: FetchError.self) { try await fetcher.fetch(FetchRequest(url: form)) }
        }
        #expect(named.questions.isEmpty)
    }
}
