import DemoPKI
import Fetch
import Foundation
import PKI
import Synchronization

/// Two responders and a list of one issuer, each behaving as the test says, and a stopwatch in its hand.
final class Responders: Sendable {
    static let first = "http://first.ocsp.invalid/"
    static let second = "http://second.ocsp.invalid/"

    enum Way: Sendable {
        case well
        case answering(OCSPAnswerOptions)
        /// Says this of every card, whatever the register says.
        case saying(OCSPStatus)
        case fails(FetchError)
        case bytes([UInt8], status: Int = 200, type: String? = "application/ocsp-response")
        /// Says nothing until it is set to another way.
        case silent
    }

    private struct State {
        var ways: [String: Way] = [:]
        var asked: [FetchRequest] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let world: CardWorld
    let time = HeldStopwatch()
    private let state = Mutex(State())

    init() throws { world = try CardWorld() }

    var asked: [String] { state.withLock { $0.asked.map(\.url) } }
    var requests: [FetchRequest] { state.withLock { $0.asked } }

    /// How a source behaves from now on; who waits for it goes on in the new way.
    func set(_ url: String, _ way: Way) {
        let waiting = state.withLock { state in
            state.ways[url] = way
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
    }

    var list: String { world.authority.addresses.crl }

    /// A judge over the two responders, and the list where the test wants it.
    func judge(
        sources: [RevocationSource] = [.ocsp(first), .ocsp(second)], rules: (inout RevocationRules) -> Void = { _ in }
    ) throws -> CardJudge {
        let issuer = try world.issuer(sources: sources) {
            $0.deadline = .seconds(6)
            rules(&$0)
        }
        return try CardJudge(
            issuers: [issuer], fetcher: fetcher,
            clock: WallClock(stopwatch: time.stopwatch) { self.world.now })
    }

    func seen(_ card: DemoCard, by judge: CardJudge) async -> Seen {
        await Seen(judge.judge(world.presented(card.certificate)))
    }

    /// Lets wall clock and stopwatch run together.
    func wait(_ seconds: Double) {
        world.wait(seconds)
        time.advance(.milliseconds(Int(seconds * 1_000)))
    }

    /// Returns when so many questions have gone out.
    func until(asked count: Int) async { while asked.count < count { await Task.yield() } }

    var fetcher: Fetcher {
        Fetcher { request throws(FetchError) in
            self.state.withLock { $0.asked.append(request) }
            while case .silent = self.way(request.url) {
                await withCheckedContinuation { waiter in
                    let isSilent = self.state.withLock { state in
                        guard case .silent = state.ways[request.url] else { return false }
                        state.waiting.append(waiter)
                        return true
                    }
                    if !isSilent { waiter.resume() }
                }
            }
            return try self.serve(request)
        }
    }

    private func way(_ url: String) -> Way { state.withLock { $0.ways[url] } ?? .well }

    private func serve(_ request: FetchRequest) throws(FetchError) -> FetchResponse {
        let isList = request.url == list
        let body: [UInt8]?
        switch way(request.url) {
        case .silent: throw .timedOut("")
        case .fails(let error): throw error
        case .bytes(let bytes, let status, let type):
            return FetchResponse(status: status, contentType: type, body: bytes)
        case .well where isList: body = try? world.list()
        case .well: body = try? answer(request, OCSPAnswerOptions()) { self.world.standing($0) }
        case .answering(let options): body = try? answer(request, options) { self.world.standing($0) }
        case .saying(let status): body = try? answer(request, OCSPAnswerOptions()) { _ in status }
        }
        guard let body else { throw .unreachable("no such host") }
        return FetchResponse(
            status: 200, contentType: isList ? "application/pkix-crl" : "application/ocsp-response", body: body)
    }

    private func answer(
        _ request: FetchRequest, _ options: OCSPAnswerOptions, _ status: ([UInt8]) -> OCSPStatus
    ) throws -> [UInt8] {
        guard case .post(let question, "application/ocsp-request") = request.method else { return [] }
        return try world.authority.ocspResponse(to: question, at: world.now, options: options, answering: status)
    }
}

extension CardWorld {
    /// What the register says of a serial number.
    func standing(_ serial: [UInt8]) -> OCSPStatus {
        var status = OCSPStatus.unknown
        set { status = $0.register.status(serial) }
        return status
    }
}
