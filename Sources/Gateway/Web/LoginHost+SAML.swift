import Foundation
import HTTPTypes
import Hummingbird
import Login
import SAML

extension LoginHost {
    func addSAML(to router: Router<BasicRequestContext>) {
        read("/saml/metadata", router) { _, _ in try served(metadata.bytes()) }
        router.get("/saml/sso") { request, _ in
            await asked { () throws(SAMLError) in try ReceivedRequest.redirect(rawQuery: request.rawQuery) }
        }
        router.post("/saml/sso") { request, _ in
            let form = try await request.form()
            return await asked { () throws(SAMLError) in try posted(form) }
        }
        read("/saml/status/{code}", router) { request, context in
            try explained(context.parameters.require("code"), in: switched(request))
        }
        read("/saml/attributes/{name}", router) { request, context in
            let name = try context.parameters.require("name")
            guard StatusPage.explains(.attribute, name), let item = Item(rawValue: name) else { return notFound() }
            let page = StatusPage(kind: .attribute, code: name, uri: door.attributeName(item))
            return self.page(pages.html(page, in: switched(request)))
        }
    }

    private func posted(_ form: FormFields?) throws(SAMLError) -> ReceivedRequest {
        guard let form, let message = form.one("SAMLRequest"), !form.has("RelayState") || form.one("RelayState") != nil
        else { throw .malformed("not one SAMLRequest in the form") }
        return try ReceivedRequest.post(samlRequest: message, relayState: form.one("RelayState"))
    }

    /// A site's question: sealed as a start link, or answered at once, or a page (A1 to A3).
    private func asked(_ read: () throws(SAMLError) -> ReceivedRequest) async -> Response {
        do {
            let request = try door.login(asked: read())
            return redirect(to: "/start?s=\(try await desk.begin(request))")
        } catch let error as SAMLError {
            return shown(desk.refuse(.requestInvalid), detail: "\(error)")
        } catch let refusal as DoorRefusal {
            return refused(refusal)
        } catch let refusal as Refusal {
            return unsealable(refusal)
        } catch {
            return incident(error)
        }
    }

    private func refused(_ refusal: DoorRefusal) -> Response {
        switch refusal {
        case .page(let reason, let detail):
            return shown(desk.refuse(reason), detail: detail)
        case .answer(let reason, let answer, let id, let detail):
            log.ended(desk.refuse(reason), detail: detail)
            guard let site = desk.site(id) else { return shown(desk.refuse(.unknownRelyingParty)) }
            return last(answer.form, site: site, language: language(nil, site))
        }
    }

    /// A trustworthy request that cannot be carried, or meets a house in trouble, is answered to the site.
    private func unsealable(_ refusal: Refusal) -> Response {
        guard let request = refusal.request, let site = refusal.site, !refusal.reason.isPageOnly else {
            return shown(refusal)
        }
        do {
            let answer = try door.refuse(refusal.reason, request, detail: site.statusDetail)
            log.ended(refusal)
            return last(answer.form, site: site, language: language(nil, site))
        } catch SAMLError.siteGone {
            return shown(desk.refuse(.unknownRelyingParty), detail: Self.siteGone)
        } catch {
            return incident(error)
        }
    }

    private func served(_ bytes: [UInt8]) -> Response {
        var fields: HTTPFields = [.contentType: "application/samlmetadata+xml", .cacheControl: "public, max-age=3600"]
        headers.apply(to: &fields, for: .file)
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func explained(_ code: String, in language: PageLanguage) -> Response {
        guard StatusPage.explains(.status, code) else { return notFound() }
        let reason = RefusalReason(rawValue: code) ?? .internal
        let status = door.status(reason, .full)
        let names = [status.top, status.second].compactMap { $0?.split(separator: ":").last.map(String.init) }
        let known = RefusalReason(rawValue: code).map { $0.isPageOnly } == false
        let page = StatusPage(
            kind: .status, code: code, uri: door.statusURI(code),
            samlStatus: known ? names.joined(separator: ", ") : nil)
        return self.page(pages.html(page, in: language))
    }
}
