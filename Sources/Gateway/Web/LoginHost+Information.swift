import Foundation
import HTTPTypes
import Hummingbird
import Login

/// The pages that anybody may read, and the files.
extension LoginHost {
    func addInformation(to router: Router<BasicRequestContext>) {
        read("/", router) { request, _ in
            page(pages.html(FrontPage(hasSession: request.ticket != nil), in: switched(request)))
        }
        read("/help/", router) { request, _ in page(pages.html(HelpPage(), in: switched(request))) }
        read("/help/{topic}", router) { request, context in
            help(try context.parameters.require("topic"), request)
        }
        for path in files.paths {
            read(RouterPath(path), router) { _, _ in file(path) }
        }
    }

    /// A route that changes nothing, so that HEAD asks about it as GET does (RFC 9110 §9.3.2); the edge leaves out the
    /// body.
    func read(
        _ path: RouterPath, _ router: Router<BasicRequestContext>,
        _ answer: @escaping @Sendable (Request, BasicRequestContext) async throws -> Response
    ) {
        router.get(path, use: answer)
        router.head(path, use: answer)
    }

    private func help(_ topic: String, _ request: Request) -> Response {
        guard let topic = HelpTopic(rawValue: topic) else { return notFound() }
        let service = request.query?.one("service").flatMap(PageServicePoint.Service.init(rawValue:))
        return page(pages.html(HelpPage(topic: topic, service: service), in: switched(request)))
    }

    func switched(_ request: Request) -> PageLanguage {
        language(request.query?.one("lang").flatMap { Language($0) })
    }

    private func file(_ path: String) -> Response {
        guard let file = files.file(path) else { return notFound() }
        var fields: HTTPFields = [.contentType: file.type, .cacheControl: "public, max-age=3600"]
        headers.apply(to: &fields, for: .file)
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: file.contents))
    }
}
