import Foundation
import HTTPTypes
import Hummingbird
public import Login
import NIOCore

/// Everything that the login host's routes need.
public struct LoginHost: Sendable {
    let desk: LoginDesk
    let door: SAMLDoor
    let pages: PageRenderer
    let files: StaticFiles
    let names: EdgeNames
    let hints: HandshakeHints
    let log: LoginLog
    let headers: HeaderPolicy
    /// The sets of issuers that have one which allows TLS 1.2 when the visitor presses for it.
    let olderWaySets: Set<UInt8>
    /// The order of languages: the visitor's switch, the site's setting, then the first of these.
    let languages: [Language]
    let metadata: ServedMetadata
    /// Sends a message about logging out to a site's own address, and gives back what it answered with 200.
    let call: LogoutCall

    public init(
        desk: LoginDesk, door: SAMLDoor, pages: PageRenderer, files: StaticFiles, names: EdgeNames,
        hints: HandshakeHints, log: LoginLog, olderWaySets: Set<UInt8>, languages: [Language],
        call: @escaping LogoutCall = { _, _ in .notCalled }
    ) {
        self.desk = desk
        self.door = door
        self.pages = pages
        self.files = files
        self.names = names
        self.hints = hints
        self.log = log
        self.headers = HeaderPolicy(names: names)
        self.olderWaySets = olderWaySets
        self.languages = languages
        self.call = call
        self.metadata = ServedMetadata(door: door)
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.middlewares.add(LastResort(host: self))
        addInformation(to: router)
        addSAML(to: router)
        addLogin(to: router)
        addLogout(to: router)
        return router
    }

    func page(_ html: String, status: HTTPResponse.Status = .ok, content: HeaderPolicy.Content = .page) -> Response {
        var fields: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        headers.apply(to: &fields, for: content)
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    func cookieField(_ cookie: BrowserCookie) -> String {
        cookieField(BrowserSecrets(browser: cookie, ticket: nil))
    }

    func cookieField(_ secrets: BrowserSecrets) -> String {
        "\(BrowserCookie.name)=\(secrets.text); Path=/; Secure; HttpOnly; SameSite=Lax"
    }

    /// To another address of this house: never to one that a stranger named.
    func redirect(to address: String, cookie: BrowserCookie? = nil) -> Response {
        var fields: HTTPFields = [.location: address]
        if let cookie { fields[.setCookie] = cookieField(cookie) }
        headers.apply(to: &fields, for: .page)
        return Response(status: .seeOther, headers: fields)
    }

    /// The language of a page: what this request or the attempt switched to, the site's, or the first.
    func language(_ switched: Language?, _ site: RelyingParty? = nil) -> PageLanguage {
        let wanted = [switched, site?.language].compactMap(\.self) + languages
        return wanted.lazy.compactMap { pages.language($0.code) }.first ?? pages.languages[0]
    }

    /// Texts of a site in the language of the page, else in the operator's order.
    func order(_ language: PageLanguage) -> [Language] {
        [Language(language.rawValue)].compactMap(\.self) + languages
    }
}

extension Request {
    /// The raw query as it came: signatures are over these very bytes.
    var rawQuery: String { uri.query ?? "" }

    var query: FormFields? { FormFields(rawQuery) }

    /// The browser's cookie, if it carries exactly one of that name.
    var browser: BrowserCookie? { secrets?.browser }

    /// The ticket of a session, or of a logout under way.
    var ticket: SessionTicket? { secrets?.ticket }

    /// What the cookie holds, if there is exactly one of that name.
    var secrets: BrowserSecrets? {
        let (space, prefix) = (UInt8(ascii: " "), (BrowserCookie.name + "=").utf8)
        let pairs = headers[values: .cookie].lazy.flatMap { $0.utf8.split(separator: UInt8(ascii: ";")) }
        let values = pairs.map { $0.drop { $0 == space } }.filter { $0.starts(with: prefix) }
        guard values.count == 1, let value = values.first else { return nil }
        return BrowserSecrets(String(Substring(value.dropFirst(prefix.count))))
    }

    /// The fields of a posted form within the limit.
    func form() async throws -> FormFields? {
        let buffer = try await body.collect(upTo: HeaderPolicy.bodyLimit)
        return FormFields(String(buffer: buffer))
    }

    /// A browser that says where a request comes from must not say "from elsewhere" (B3).
    var comesFromOwnPage: Bool {
        guard let name = HTTPField.Name("sec-fetch-site"), let site = headers[name] else { return true }
        return site == "same-origin"
    }
}
