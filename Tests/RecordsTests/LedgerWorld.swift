import Foundation
import Login
import OpenSSL
import PKI
import Records
import Testing

/// A store under test; the same code behind all of them.
enum Backend: String, CaseIterable, CustomTestStringConvertible {
    case memory, file

    var testDescription: String { rawValue }
}

/// A folder that is gone when the test is over.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "porta-records-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var store: String { path + "/porta.sqlite" }
}

/// A ledger with a clock that stands still until the test moves it.
struct LedgerWorld {
    let ledger: SQLiteLedger
    let clock: HeldClock
    let folder: Folder

    init(_ backend: Backend = .file) throws {
        let clock = HeldClock()
        self.clock = clock
        folder = try Folder()
        ledger =
            switch backend {
            case .memory: try SQLiteLedger.inMemory(clock: clock.wall)
            case .file: try SQLiteLedger(path: folder.store, clock: clock.wall)
            }
    }

    var reader: AuditReader { get throws { try AuditReader(path: folder.store) } }

    func raw() throws -> RawStore { try RawStore(folder.store) }

    /// Commits so many logins, each of its own.
    func logIn(_ requests: ClosedRange<Int>) async throws {
        for number in requests {
            try await ledger.commit(spending: .some("r\(number)", use: UInt16(number)), entry: .entry(number))
        }
    }
}

/// Short questions.
extension SQLiteLedger {
    func use(_ number: UInt16, tag: UInt8 = 1) async throws -> RecordedDecision? {
        try await decision(tag: .some(tag), cardUse: number)
    }

    func isAnswered(_ request: String) async throws -> Bool {
        try await isAnswered(site: .portal, requestID: request)
    }
}

extension RelyingParty.ID {
    static let portal = RelyingParty.ID("https://portal.example.al/saml")
}

extension LoginAttempt.Tag {
    static func some(_ byte: UInt8) -> LoginAttempt.Tag {
        LoginAttempt.Tag([UInt8](repeating: byte, count: 6)) ?? LoginAttempt.Tag([0, 0, 0, 0, 0, 0])!
    }
}

extension LoginAttempt.Spent {
    static func some(_ request: String, tag: UInt8 = 1, use: UInt16) -> LoginAttempt.Spent {
        LoginAttempt.Spent(site: .portal, requestID: request, tag: .some(tag), cardUse: use)
    }
}

extension CaseNumber {
    static func number(_ number: Int) -> CaseNumber {
        CaseNumber(randomness: Randomness(bytes: { count in (0..<count).map { UInt8((number >> (5 * $0)) & 0x1F) } }))
    }
}

extension AuditEntry {
    static func entry(
        _ number: Int, event: Event = .decision, reason: RefusalReason? = nil, request: String? = nil,
        judgement: JudgementRecord? = nil, at time: Date = HeldClock.start
    ) -> AuditEntry {
        AuditEntry(
            event: event, caseNumber: .number(number), outcome: reason?.outcome ?? .released, reason: reason,
            site: .portal, requestID: request ?? "r\(number)", time: time, issuer: "demo", judgement: judgement,
            items: reason == nil ? [.givenName, .familyName] : [], agreement: reason == nil ? "2.5" : nil,
            answer: reason == nil ? Answer(id: "_a\(number)", digest: [1, 2, 3], key: "p256-2026") : nil)
    }
}
