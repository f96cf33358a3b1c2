import DemoPKI
import Fetch
import Foundation
import OpenSSL
import PKI
import Synchronization

/// A demo issuer with a list, a delta and a folder in which lists are kept; the network in the test's hands.
final class PublishedLists: Sendable {
    struct State {
        /// What is served at each address; what is not there fails.
        var served: [String: [UInt8]] = [:]
        /// How many bytes come at once.
        var piece = Int.max
        var isDead = false
        var number = 1
        /// Requests with a tag that was still right.
        var unchanged = 0
        var reports: [String] = []
    }

    let cards: CardWorld
    let folder: String
    private let state = Mutex(State())

    init() throws {
        cards = try CardWorld()
        folder = NSTemporaryDirectory() + "porta-lists-" + UUID().uuidString
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var authority: DemoAuthority { cards.authority }
    var url: String { authority.addresses.crl }
    var deltaURL: String { authority.addresses.delta }
    var reports: [String] { state.withLock { $0.reports } }
    var unchanged: Int { state.withLock { $0.unchanged } }

    func served(_ url: String) -> [UInt8]? { state.withLock { $0.served[url] } }

    func set(_ change: (inout sending State) -> Void) { state.withLock { change(&$0) } }

    // MARK: The judge

    func judge(
        keeping: Bool = true, sources: [RevocationSource]? = nil, rules: (inout RevocationRules) -> Void = { _ in }
    ) throws -> CardJudge {
        let issuer = try cards.issuer(sources: sources ?? [.crl(url)], rules: rules)
        let lists = ListKeeping(in: keeping ? folder : nil) { report in self.set { $0.reports.append(report) } }
        return try CardJudge(
            issuers: [issuer], fetcher: fetcher, clock: WallClock { self.cards.now }, keeping: lists)
    }

    func withDelta(_ rules: inout RevocationRules) { rules.deltas = [url: deltaURL] }

    func code(_ card: DemoCard, by judge: CardJudge) async -> String { await cards.code(card, by: judge) }

    /// The files that are kept for the issuer, by their ending.
    func kept(_ ending: String) -> [String] {
        let own = "\(folder)/demo"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: own)) ?? []
        return names.filter { $0.hasSuffix(ending) }.map { "\(own)/\($0)" }.sorted()
    }

    // MARK: Lists

    /// Publishes a list with the next number.
    @discardableResult
    func publish(_ entries: [CRLEntry], adjusting: (inout CRLShape) -> Void = { _ in }) throws -> [UInt8] {
        let number = nextNumber()
        let list = try authority.crl(
            entries, number: number, thisUpdate: cards.now, nextUpdate: cards.now + 3_600, adjusting: adjusting)
        set { [url] in $0.served[url] = list }
        return list
    }

    func publishDelta(
        _ entries: [CRLEntry], base: Int, signer: PrivateKey? = nil, adjusting: (inout CRLShape) -> Void = { _ in }
    ) throws {
        let number = nextNumber()
        let list = try authority.crl(
            entries, number: number, thisUpdate: cards.now, nextUpdate: cards.now + 600, deltaBase: base,
            signer: signer, adjusting: adjusting)
        set { [deltaURL] in $0.served[deltaURL] = list }
    }

    private func nextNumber() -> Int {
        state.withLock { state in
            defer { state.number += 1 }
            return state.number
        }
    }

    func entry(_ card: DemoCard, _ reason: DemoPKI.RevocationReason? = .keyCompromise) -> CRLEntry {
        CRLEntry(serial: card.serial, date: CardWorld.noon, reason: reason)
    }

    // MARK: The network

    var fetcher: Fetcher {
        Fetcher { request throws(FetchError) in
            try await self.cards.fetcher.fetch(request)
        } stream: { request, take throws(FetchError) in
            let (body, piece, isDead) = self.state.withLock { ($0.served[request.url], $0.piece, $0.isDead) }
            guard let body, !isDead else { throw .unreachable("no such host") }
            let tag = Hex.encode(DigestAlgorithm.sha256.digest(body))
            guard request.entityTag != tag else {
                self.set { $0.unchanged += 1 }
                return FetchResponse(status: 304)
            }
            var rest = body[...]
            while !rest.isEmpty {
                guard take(Array(rest.prefix(piece))) else { throw .cancelled }
                rest = rest.dropFirst(piece)
            }
            return FetchResponse(status: 200, entityTag: tag)
        }
    }
}

/// Set once, seen by all.
final class Flag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock { $0 } }

    func set() { value.withLock { $0 = true } }
}
