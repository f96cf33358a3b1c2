import Foundation
import SAML
import SignedXML
import Testing

@Suite struct RolloverTests {
    private static let day = World.now.addingTimeInterval(3_600)
    private static let calendar = KeyCalendar("rsa", next: .init(key: "p256", from: day))

    @Test(arguments: [(-1.0, "rsa"), (-0.001, "rsa"), (0.0, "p256"), (31_536_000.0, "p256")])
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
        let signed = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<4 {
                group.addTask { try (0..<40).map { try Self.answer($0 * 4 + worker, to: known) } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for key in ["rsa", "p256"] { #expect(signed.count { $0 == key } == 80) }
    }

    /// One answer, a second after the one before. The site reads it. Returns the key's name.
    private static func answer(_ number: Int, to known: KnownIdentityProvider) throws -> String {
        let now = day.addingTimeInterval(Double(number - 80))
        let target = World.target("_r\(number)", key: calendar.key(at: now))
        let response = try World.provider.success(World.content(), to: target, at: now)
        // Both the response and the assertion verify with what the site has read.
        _ = try World.portal.receive(response.bytes, requestID: "_r\(number)", from: known, at: now)
        return response.keyName
    }
}
