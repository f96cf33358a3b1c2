import Fetch
import Foundation
import OpenSSL
import SAML
import Synchronization
import Testing

/// A publisher and the house that fetches from it.
final class MetadataExchange: Sendable {
    private struct State {
        var answer: Result<FetchResponse, FetchError> = .failure(.unreachable("nothing published"))
        var asked: [FetchRequest] = []
        var heard: [String] = []
    }

    private let state = Mutex(State())
    let folder = NSTemporaryDirectory() + "porta-metadata-" + UUID().uuidString

    init() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var asked: [FetchRequest] { state.withLock { $0.asked } }
    var heard: [String] { state.withLock { $0.heard } }
    var kept: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }

    func publish(_ text: String, tag: String? = nil) {
        state.withLock {
            $0.answer = .success(FetchResponse(status: 200, entityTag: tag, body: Array(text.utf8)))
        }
    }

    func answer(_ result: Result<FetchResponse, FetchError>) { state.withLock { $0.answer = result } }

    private var fetcher: Fetcher {
        Fetcher { [self] request throws(FetchError) in
            let answer = state.withLock { state in
                state.asked.append(request)
                return state.answer
            }
            return try answer.get()
        }
    }

    func feed(
        _ source: MetadataSource = MetadataExchange.source, at now: Date = World.now, kept: Bool = true
    ) -> MetadataFeed {
        let hear = { @Sendable [self] (event: MetadataEvent) in
            let text =
                switch event {
                case .restored(_, let sites, _): "restored \(sites)"
                case .changed(_, let sites, _, let leftOut): "changed \(sites), \(leftOut.map(\.rule.rawValue))"
                case .trouble(_, let text): text
                }
            state.withLock { $0.heard.append(text) }
        }
        return MetadataFeed(
            source, fetcher: fetcher, folder: kept ? folder : nil, now: { now }, report: hear)
    }

    static let source = MetadataSource(
        place: .url("https://federation.example.al/aggregate.xml"), keys: [World.metadataKey.publicKey])

    static func entities(_ numbers: ClosedRange<Int>) throws -> [String] {
        try numbers.map { try Federation.entity($0) }
    }

    static func id(_ number: Int) throws -> String {
        let report = MetadataCheck(at: World.now).run(Array(try Federation.entity(number).utf8))
        return try #require(report.entities.first)
    }
}
