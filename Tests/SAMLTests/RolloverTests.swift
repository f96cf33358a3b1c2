import Foundation
import SAML
import SignedXML
import Synchronization
import Testing

@Suite struct RolloverTests {
    private static let day = World.now.addingTimeInterval(3_600)
    private static let calendar = KeyCalendar("rsa", next: .init(key: "p256", from: day))

    @Test(arguments: [(-1.0, "rsa"), (-0.001, "rsa"), (0, "p256"), (86_400 * 365, "p256")])
    func `O6: another key signs from its moment on`(_ offset: Double, _ key: String) {
        #expect(Self.calendar.key(at: Self.day.addingTimeInterval(offset)) == key)
    }

    @Test func `a calendar without a change names one key for ever`() {
        #expect(KeyCalendar("rsa").key(at: .distantFuture) == "rsa")
        #expect(KeyCalendar().key(at: .distantPast) == nil)
    }

    /// Sites read our metadata once, before the change; answers are made on all cores while the clock passes the day.
    @Test func `O6: a rollover under load fails no login`() async throws {
        let known = try KnownIdentityProvider(
            metadata: World.provider.metadata(validUntil: World.later), at: World.now)
        let signed = Mutex<[String: Int]>([:])
        try await withThrowingTaskGroup { group in
            for worker in 0..<4 {
                group.addTask {
                    for step in 0..<40 {
                        let now = Self.day.addingTimeInterval(Double(step * 4 + worker) - 80)
                        let key = Self.calendar.key(at: now)
                        let id = "_r\(worker)-\(step)"
                        let response = try World.provider.success(
                            World.content(), to: World.target(id, key: key), at: now)
                        // Both the response and the assertion verify with what the site has read.
                        _ = try World.portal.receive(response.bytes, requestID: id, from: known, at: now)
                        signed.withLock { $0[response.keyName, default: 0] += 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(signed.withLock { $0 } == ["rsa": 80, "p256": 80])
    }
}
