import Foundation
import HTTPTypes
import Hummingbird
import Login
import NIOCore
import SAML

/// Posts a SOAP body to an address of a site's metadata.
public typealias LogoutCall = @Sendable (_ url: String, _ body: [UInt8]) async -> LogoutCallAnswer

/// What a call to a site came to.
public enum LogoutCallAnswer: Sendable {
    /// Nobody is called at this address: the browser carries the question, where the site has an address for that.
    case notCalled
    /// No answer, or none that says 200.
    case silence
    case body([UInt8])
}

/// Single Logout (SAML profiles §4.4), and the holder's own way out.
extension LoginHost {
    func addLogout(to router: Router<BasicRequestContext>) {
        router.get("/saml/slo") { request, _ in
            await logout { () throws(SAMLError) in try ReceivedLogout.redirect(rawQuery: request.rawQuery) }
        }
        router.post("/saml/slo") { request, _ in
            if request.isSOAP {
                let buffer = try await request.body.collect(upTo: HeaderPolicy.bodyLimit)
                return await called(Array(buffer: buffer))
            }
            let form = try await request.form()
            return await logout { () throws(SAMLError) in try posted(form) }
        }
        router.get("/logout") { request, _ in await leaving { try await look(request) } }
        router.post("/logout") { request, _ in
            let form = try await request.form()
            return await leaving { try await leave(form, request) }
        }
    }

    private func posted(_ form: FormFields?) throws(SAMLError) -> ReceivedLogout {
        let names = ["SAMLRequest", "SAMLResponse", "RelayState"]
        // A field that stands twice has no value, and is not absent either (S7).
        guard let form, names.allSatisfy({ !form.has($0) || form.one($0) != nil }) else {
            throw .malformed("a field stands twice in the form")
        }
        return try ReceivedLogout.post(
            samlRequest: form.one(names[0]), samlResponse: form.one(names[1]), relayState: form.one(names[2]))
    }

    /// Whatever goes wrong becomes a page.
    private func leaving(_ act: () async throws -> Response) async -> Response {
        do { return try await act() } catch let refusal as Refusal { return shown(refusal) } catch {
            return incident(error)
        }
    }

    // MARK: What sites send by the browser

    private func logout(_ read: () throws(SAMLError) -> ReceivedLogout) async -> Response {
        do {
            let received = try read()
            if received.isRequest { return try await asked(received) }
            // A form from elsewhere comes without the cookie: the answer is carried to where it is (B1).
            let reply = try door.logout(answered: received)
            return redirect(to: "/logout?r=\(try desk.seal(reply))")
        } catch let refusal as LogoutRefusal {
            return refused(refusal)
        } catch let error as SAMLError {
            return shown(desk.refuse(.requestInvalid), detail: "\(error)")
        } catch {
            return incident(error)
        }
    }

    private func asked(_ received: ReceivedLogout) async throws -> Response {
        let asked = try door.logout(asked: received)
        let start: LogoutStart
        do { start = try await desk.logOut(asked.question) } catch {
            log.logout("failed", site: asked.question.site, detail: "\(error)")
            return ended(.failed, asked.asker)
        }
        log.logout(start.word, site: asked.question.site)
        switch start {
        case .unknown: return ended(.unknownPrincipal, asked.asker)
        case .over: return ended(.complete, asked.asker)
        case .replayed: return ended(.denied, asked.asker)
        case .begun(let sessions, let stops):
            if stops.isEmpty { return ended(.complete, asked.asker) }
            let run = LogoutRun(sessions: sessions, asker: asked.asker, stops: stops)
            // The browser's cookie is not here where the request was a form: it is met at the next address.
            return redirect(to: "/logout?l=\(try await desk.begin(run).text)")
        }
    }

    /// The answer to the site that asked, at once; a page where the site has no address for it, or wants none.
    private func ended(_ outcome: LogoutOutcome, _ asker: LogoutRun.Asker?) -> Response {
        let language = language(nil, asker.flatMap { desk.site($0.site) })
        do {
            guard let asker, let trip = try door.answer(outcome.status, to: asker) else {
                return page(pages.html(LogoutPage(outcome == .complete ? .complete : .none), in: language))
            }
            return try go(trip, to: asker.site, language)
        } catch {
            return incident(error)
        }
    }

    private func refused(_ refusal: LogoutRefusal) -> Response {
        switch refusal {
        case .page(let reason, let detail): return shown(desk.refuse(reason), detail: detail)
        case .status(let status, let asker, let detail):
            log.logout("refused", site: asker.site, detail: detail)
            do {
                guard let trip = try door.answer(status, to: asker) else {
                    return shown(desk.refuse(.requestInvalid), detail: detail)
                }
                return try go(trip, to: asker.site, language(nil, desk.site(asker.site)))
            } catch {
                return incident(error)
            }
        }
    }

    /// Sends the browser to a site with a message: by its address, or by the form that sends itself.
    private func go(_ trip: LogoutTrip, to id: RelyingParty.ID, _ language: PageLanguage) throws -> Response {
        switch trip {
        case .redirect(let address): return redirect(to: address)
        case .form(let form, _):
            guard let site = desk.site(id) else { return notFound() }
            return last(form, site: site, language: language)
        }
    }

    // MARK: What sites send themselves

    private func called(_ body: [UInt8]) async -> Response {
        let received: ReceivedLogout
        let asked: LogoutAsked
        do {
            received = try ReceivedLogout.soap(body)
            asked = try door.logout(asked: received)
        } catch LogoutRefusal.status(let status, let asker, let detail) {
            log.logout("refused", site: asker.site, detail: detail)
            return soap(.ok) { () throws(SAMLError) in try door.soapAnswer(status, to: asker) }
        } catch {
            log.logout("refused", site: nil, detail: "\(error)")
            // SOAP 1.1 §6.2: a fault comes with 500.
            return soap(.internalServerError) { () throws(SAMLError) in
                try SOAPEnvelope.fault(isClients: true, "the request is not acceptable")
            }
        }
        let outcome = await outcome(of: asked)
        log.logout(outcome.rawValue, site: asked.question.site)
        let asker =
            asked.asker
            ?? LogoutRun.Asker(
                site: asked.question.site, requestID: asked.question.requestID, state: nil, binding: SAMLBinding.soap)
        return soap(.ok) { () throws(SAMLError) in try door.soapAnswer(outcome.status, to: asker) }
    }

    /// Without the browser only those sites can be told that take calls.
    private func outcome(of asked: LogoutAsked) async -> LogoutOutcome {
        do {
            switch try await desk.logOut(asked.question) {
            case .unknown: return .unknownPrincipal
            case .over: return .complete
            case .replayed: return .denied
            case .begun(let sessions, let stops):
                var run = LogoutRun(sessions: sessions, asker: nil, stops: stops)
                await callAll(&run)
                try await desk.report(run)
                return run.unconfirmed.isEmpty ? .complete : .partial
            }
        } catch {
            log.logout("failed", site: asked.question.site, detail: "\(error)")
            return .failed
        }
    }

    private func soap(
        _ status: HTTPResponse.Status, _ body: () throws(SAMLError) -> [UInt8]
    ) -> Response {
        do {
            var fields: HTTPFields = [.contentType: "text/xml; charset=utf-8"]
            headers.apply(to: &fields, for: .file)
            return Response(
                status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: try body())))
        } catch {
            return incident(error)
        }
    }
}

extension Request {
    /// SOAP 1.1 over HTTP: `text/xml` (SAML bindings §3.2.3).
    fileprivate var isSOAP: Bool {
        let type = headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        return ["text/xml", "application/xml", "application/soap+xml"].contains(type)
    }
}

extension LogoutStart {
    /// For the log.
    var word: String {
        switch self {
        case .unknown: "unknown"
        case .over: "over"
        case .replayed: "replayed"
        case .begun: "begun"
        }
    }
}
