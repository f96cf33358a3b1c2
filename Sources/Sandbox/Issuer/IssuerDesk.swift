import DemoPKI
import Foundation
import Glibc
import OpenSSL

/// The demo issuer as it lies in `ca/`: keys, state and the lists it publishes, shared by the running server and the
/// commands that switch it. Every change is made under a lock and put in place in one step.
struct IssuerDesk: Sendable {
    let place: Place
    let authority: DemoAuthority

    private static let state = "ca/register.json"
    static let full = "ca/demo.crl"
    static let delta = "ca/demo-delta.crl"
    /// How long a list is good for, and how old it may grow before the server makes a new one.
    private static let lifetime: TimeInterval = 2 * 3600
    private static let renewal: TimeInterval = 30 * 60

    /// The issuer of an existing sandbox.
    init(_ place: Place) throws(SandboxError) {
        self.place = place
        let summary = try SandboxSummary.read(place.path)
        authority = DemoAuthority(
            label: "Demo", root: try Self.pair("root", place), issuing: try Self.pair("issuing", place),
            responder: try Self.pair("responder", place),
            addresses: .init(ocsp: summary.ocsp, crl: summary.crl, delta: summary.delta))
    }

    private init(_ place: Place, _ authority: DemoAuthority) { (self.place, self.authority) = (place, authority) }

    /// Lays down a new issuer's keys.
    static func write(_ authority: DemoAuthority, _ place: Place) throws(SandboxError) {
        try SandboxFolder.write(authority.root, "ca/root", place)
        try SandboxFolder.write(authority.issuing, "ca/issuing", place)
        try SandboxFolder.write(authority.responder, "ca/responder", place)
    }

    /// Begins the register with these cards and publishes the first lists.
    static func open(
        _ place: Place, authority: DemoAuthority, cards: [DemoCard], at now: Date
    ) throws(SandboxError) {
        var state = IssuerState()
        // A stranger's card stands in no register of this issuer.
        state.cards = cards.filter { $0.kind != .unknownIssuer }.map { IssuerState.Card($0, at: now) }
        try IssuerDesk(place, authority).publish(&state, at: now)
    }

    /// The state as it is now.
    func read() throws(SandboxError) -> IssuerState {
        guard let bytes = place.bytes(Self.state),
            let state = try? JSONDecoder().decode(IssuerState.self, from: Data(bytes))
        else { throw .notASandbox(path: place.path, missing: Self.state) }
        return state
    }

    /// Changes the state and publishes new lists at once.
    func change(at now: Date, _ act: (inout IssuerState) throws(SandboxError) -> Void) throws(SandboxError) {
        try locked { () throws(SandboxError) in
            var state = try read()
            try act(&state)
            try publish(&state, at: now)
        }
    }

    /// A published list, made anew when it has grown old.
    func list(_ name: String, at now: Date) throws(SandboxError) -> [UInt8] {
        if try read().published.addingTimeInterval(Self.renewal) < now { try change(at: now) { _ in } }
        guard let bytes = place.bytes(name) else { throw .notASandbox(path: place.path, missing: name) }
        return bytes
    }

    /// Makes the full list and its delta, both of one number (RFC 5280 §5.2.3), then writes the state.
    private func publish(_ state: inout IssuerState, at now: Date) throws(SandboxError) {
        state.crlNumber += 1
        state.published = now
        let (until, current) = (now.addingTimeInterval(Self.lifetime), state)
        let full = try minting { () throws(DemoPKIError) in
            try authority.crl(
                current.register.revoked, number: current.crlNumber, thisUpdate: now, nextUpdate: until
            ) { $0.freshest = [authority.addresses.delta] }
        }
        let delta = try minting { () throws(DemoPKIError) in
            try authority.crl(
                current.delta, number: current.crlNumber, thisUpdate: now, nextUpdate: until, deltaBase: 1)
        }
        try place.replace(Self.delta, by: delta)
        try place.replace(Self.full, by: full)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let json = try? encoder.encode(state) else {
            throw .unwritable(path: place.path(Self.state), reason: "the state cannot be encoded")
        }
        try place.replace(Self.state, by: Array(json))
    }

    private func locked(_ act: () throws(SandboxError) -> Void) throws(SandboxError) {
        // A file that is there from the first and never replaced: two who made a file to lock could hold one each.
        let path = place.path("ca/issuing.key")
        guard let file = FileHandle(forUpdatingAtPath: path), flock(file.fileDescriptor, LOCK_EX) == 0 else {
            throw .unwritable(path: path, reason: "it cannot be locked")
        }
        // Closing the file gives the lock back.
        defer { try? file.close() }
        try act()
    }

    private static func pair(_ name: String, _ place: Place) throws(SandboxError) -> CertifiedKey {
        let (certificate, key) = (try place.text("ca/\(name).pem"), try place.text("ca/\(name).key"))
        guard let der = PEM.decode(certificate, label: "CERTIFICATE").first else {
            throw .notASandbox(path: place.path, missing: "ca/\(name).pem")
        }
        do {
            return CertifiedKey(key: try PrivateKey(pem: key), certificate: der)
        } catch {
            throw .mint(.openSSL(error))
        }
    }
}
