import HTTPTypes
public import Hummingbird
public import PKI
import Synchronization

/// Health and metrics on a listener that is never public.
public struct OperationsRoutes: Sendable {
    private let meter: Meter
    private let readiness: Readiness
    private let openHandshakes: @Sendable () -> Int
    private let responders: @Sendable () async -> [ResponderCondition]
    private let forget: (@Sendable () async -> Void)?

    /// - Parameter forget: empties the revocation caches; only in a sandbox.
    public init(
        meter: Meter, readiness: Readiness, openHandshakes: @escaping @Sendable () -> Int,
        responders: @escaping @Sendable () async -> [ResponderCondition],
        forget: (@Sendable () async -> Void)?
    ) {
        self.meter = meter
        self.readiness = readiness
        self.openHandshakes = openHandshakes
        self.responders = responders
        self.forget = forget
    }

    public func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.get("/health/live") { _, _ in Self.text(.ok, "live\n") }
        router.get("/health/ready") { [readiness] _, _ in
            let missing = readiness.missing
            guard missing.isEmpty else { return Self.text(.serviceUnavailable, missing.joined(separator: "\n") + "\n") }
            return Self.text(.ok, "ready\n")
        }
        router.get("/metrics") { [meter, openHandshakes, responders, readiness] _, _ in
            let gauges = [
                (name: "porta_open_handshakes", help: "card handshakes that wait", value: openHandshakes()),
                (name: "porta_ready", help: "1 if logins are served", value: readiness.missing.isEmpty ? 1 : 0),
            ]
            return Self.text(.ok, meter.text(gauges: gauges) + ResponderMetrics.text(await responders()))
        }
        if let forget {
            router.post("/sandbox/forget") { _, _ in
                await forget()
                return Self.text(.ok, "forgotten\n")
            }
        }
        return router
    }

    private static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// What has to be there before logins are served.
public final class Readiness: Sendable {
    private let waiting: Mutex<Set<String>>
    private let troubles: @Sendable () -> [String]

    /// - Parameter troubles: what is broken for good, if anything, in words for the operator.
    public init(waitingFor parts: Set<String>, troubles: @escaping @Sendable () -> [String]) {
        waiting = Mutex(parts)
        self.troubles = troubles
    }

    public func isReady(_ part: String) { waiting.withLock { _ = $0.remove(part) } }

    /// No new visitor should be sent here; those who are here are still served.
    func stops() { waiting.withLock { _ = $0.insert("stopping") } }

    var missing: [String] { waiting.withLock { $0.sorted() } + troubles() }
}
