import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SAML

/// What a demo site answers. It is a SAML service provider like any other: it asks by Redirect, is answered by POST,
/// and believes only what it has verified.
struct SiteRoutes: Sendable {
    let site: SiteDescription
    let provider: SiteProvider
    let pages: SitePages
    let sessions = SiteSessions()
    let clock: @Sendable () -> Date
    let logger: Logger

    /// Secure cookies of this host alone (RFC 6265bis §4.1.3.2).
    static let requestCookie = "__Host-request"
    static let sessionCookie = "__Host-session"
    private static let languageCookie = "language"
    /// A signed response with a few attributes takes some 12 KB as base64.
    private static let formLimit = 256 * 1024

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/") { request, _ in page(pages.home(language(request)), request) }
        router.get("/login") { request, _ in try login(request) }
        router.post("/saml/acs") { request, _ in try await answer(request) }
        router.get("/me") { request, _ in me(request) }
        router.get("/logout") { request, _ in logout(request) }
        router.post("/logout") { request, _ in logout(request) }
        router.get("/saml/metadata") { _, _ in
            Self.response(.ok, type: "application/samlmetadata+xml", Array(provider.metadata.utf8))
        }
        return router
    }

    /// Asks the gateway: the browser keeps the request's ID, so that no other browser can bring the answer.
    private func login(_ request: Request) throws -> Response {
        let question = try provider.ask(at: clock())
        var response = Self.redirect(to: question.address)
        // The answer comes by a POST from another site: with SameSite=Lax the cookie would not come along.
        response.setCookie(
            Cookie(
                name: Self.requestCookie, value: question.requestID, maxAge: 7200, path: "/", secure: true,
                httpOnly: true, sameSite: .none))
        return response
    }

    private struct Form: Decodable {
        let response: String

        enum CodingKeys: String, CodingKey {
            case response = "SAMLResponse"
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        var request = request
        let body = try await request.collectBody(upTo: Self.formLimit)
        guard let requestID = request.cookies[Self.requestCookie]?.value,
            let form = try? URLEncodedFormDecoder().decode(Form.self, from: String(buffer: body))
        else { return refusal([], .badRequest, request, "no request is open in this browser, or no SAMLResponse") }
        do {
            let answer = try provider.read(form.response, requestID: requestID, at: clock())
            guard let secret = sessions.begin(answer.visitor, assertion: answer.assertionID) else {
                return refusal([], .badRequest, request, "an assertion came twice")
            }
            return welcome(secret)
        } catch SAMLError.refused(let status) {
            let codes = [status.top, status.second, status.third].compactMap { $0 }
            return refusal(codes, .forbidden, request, codes.joined(separator: " "))
        } catch {
            return refusal([], .badRequest, request, String(describing: error))
        }
    }

    private func welcome(_ secret: String) -> Response {
        var response = Self.redirect(to: "/me")
        response.setCookie(
            Cookie(
                name: Self.sessionCookie, value: secret, path: "/", secure: true, httpOnly: true, sameSite: .lax))
        response.setCookie(Self.cleared(Self.requestCookie, .none))
        return response
    }

    private func refusal(
        _ codes: [String], _ status: HTTPResponse.Status, _ request: Request, _ reason: String
    ) -> Response {
        logger.info("no login", metadata: ["site": "\(site.name)", "reason": "\(reason)"])
        var response = page(pages.refused(codes: codes, language(request)), request, status)
        response.setCookie(Self.cleared(Self.requestCookie, .none))
        return response
    }

    private func me(_ request: Request) -> Response {
        guard let secret = request.cookies[Self.sessionCookie]?.value, let visitor = sessions.visitor(secret) else {
            return Self.redirect(to: "/")
        }
        return page(pages.me(visitor, language(request)), request)
    }

    private func logout(_ request: Request) -> Response {
        if let secret = request.cookies[Self.sessionCookie]?.value { sessions.end(secret) }
        var response = Self.redirect(to: "/")
        response.setCookie(Self.cleared(Self.sessionCookie, .lax))
        return response
    }

    /// What the visitor chose just now or before; the portal speaks Albanian first, the shop English alone.
    private func language(_ request: Request) -> SiteLanguage {
        guard site == .portal else { return .en }
        let chosen = request.uri.queryParameters["lang"].map(String.init)
        return SiteLanguage(rawValue: chosen ?? request.cookies[Self.languageCookie]?.value ?? "") ?? .sq
    }

    private func page(_ html: String, _ request: Request, _ status: HTTPResponse.Status = .ok) -> Response {
        var response = Self.response(status, type: "text/html; charset=utf-8", Array(html.utf8))
        if site == .portal, request.uri.queryParameters["lang"] != nil {
            response.setCookie(
                Cookie(
                    name: Self.languageCookie, value: language(request).rawValue, maxAge: 31_536_000, path: "/",
                    secure: true, httpOnly: true, sameSite: .lax))
        }
        return response
    }

    private static func response(_ status: HTTPResponse.Status, type: String, _ bytes: [UInt8]) -> Response {
        let headers: HTTPFields = [
            .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        ]
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static func redirect(to location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location, .cacheControl: "no-store"])
    }

    private static func cleared(_ name: String, _ sameSite: Cookie.SameSite) -> Cookie {
        Cookie(name: name, value: "", maxAge: 0, path: "/", secure: true, httpOnly: true, sameSite: sameSite)
    }
}
