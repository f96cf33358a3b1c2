import DemoPKI
import Foundation
import PKI
import Testing

/// RFC 5280 §6.1 and RFC 9618, beyond what PKITS looks at.
@Suite struct Policies {
    private func oid(_ text: String) throws -> OID { try #require(OID(text)) }

    @Test func `of the user are those of the anchor's domain`() throws {
        let world = try PathWorld()
        let answer = try world.decide(
            middle: {
                $0.policies = ["1.2.3.1"]
                $0.moreExtensions = [Extensions.policyMappings([("1.2.3.1", "1.2.3.9")])]
            }, person: { $0.policies = ["1.2.3.9"] })
        #expect(answer.policies == [try oid("1.2.3.1")])
    }

    @Test(arguments: [("1.2.3.1", ValidationReason.ok), ("1.2.3.2", .policy)])
    func `that are not acceptable make no path, if one is demanded`(policy: String, reason: ValidationReason) throws {
        let acceptable = try oid(policy)
        let world = try PathWorld()
        let same: Party.Change = { $0.policies = ["1.2.3.1"] }
        let strict = try world.decide(
            middle: same, person: same, asking: { ($0.policies, $0.requireExplicitPolicy) = ([acceptable], true) })
        #expect(strict.reason == reason)
        let lax = try world.decide(middle: same, person: same, asking: { $0.policies = [acceptable] })
        #expect(lax.isValid)
        #expect(lax.policies == (reason == .ok ? [acceptable] : []))
    }

    @Test func `of the anchor count where it names any`() throws {
        let world = try PathWorld()
        let both: Party.Change = { $0.policies = ["1.2.3.1", "1.2.3.2"] }
        let answer = try world.decide(root: { $0.policies = ["1.2.3.2"] }, middle: both, person: both)
        #expect(answer.policies == [try oid("1.2.3.2")])
        let none = try world.decide(
            root: { $0.policies = ["1.2.3.3"] }, middle: both, person: both, asking: { $0.requireExplicitPolicy = true }
        )
        #expect(none.reason == .policy)
        let demanded = try world.decide(root: { $0.moreExtensions = [Extensions.policyConstraints(require: 0)] })
        #expect(demanded.reason == .policy)
    }

    @Test func `are demanded by the target's own constraints`() throws {
        let world = try PathWorld()
        let answer = try world.decide(person: { $0.moreExtensions = [Extensions.policyConstraints(require: 0)] })
        #expect(answer.reason == .policy)
    }

    @Test func `that are any stay any`() throws {
        let world = try PathWorld()
        let any: Party.Change = { $0.policies = ["2.5.29.32.0"] }
        #expect(try world.decide(middle: any, person: any).policies == [.anyPolicy])
        let inhibited = try world.decide(
            middle: any, person: any, asking: { ($0.inhibitAnyPolicy, $0.requireExplicitPolicy) = (true, true) })
        #expect(inhibited.reason == .policy)
    }

    /// CVE-2023-0464: as a tree, ten levels that map 40 policies onto each other would have 40^10 nodes.
    @Test func `that are mapped onto each other do not explode (R16)`() throws {
        let world = try PathWorld()
        let policies = (0..<40).map { "1.2.3.\($0)" }
        var mappings: [(String, String)] = []
        for one in policies { for other in policies { mappings.append((one, other)) } }
        let steps = try (0..<10).map { try Party("Step \($0)") }
        var pool: [[UInt8]] = []
        for (step, issuer) in zip(steps, [world.root] + steps) {
            pool.append(
                try issuer.authorize(step) {
                    $0.policies = policies
                    $0.moreExtensions = [Extensions.policyMappings(mappings)]
                })
        }
        let leaf = try steps[9].certify(world.person) { $0.policies = policies }
        let clock = ContinuousClock()
        let start = clock.now
        let answer = world.decide(leaf, anchors: [try world.root.root()], over: pool) {
            $0.requireExplicitPolicy = true
        }
        #expect(answer.isValid)
        #expect(answer.policies.count == 40)
        #expect(clock.now - start < .seconds(4))
    }
}
