/// The sandbox that most journeys share, with two sites of the tests beside the sandbox's own: one that signs its
/// requests and one that does not.
struct SharedWorld: Sendable {
    let world: SandboxWorld
    let plain: TestSite
    let signing: TestSite
    /// Requires everything that is derived or about the card's check.
    let curious: TestSite

    private static let made = Task {
        let (plain, signing, curious) = (TestSite.plain, try await TestSite.signing(), TestSite.curious)
        let world = try await SandboxWorld { preparation in
            try await preparation.register(plain.metadata, as: plain.name)
            try await preparation.register(signing.metadata, as: signing.name)
            try await preparation.register(
                curious.metadata, as: curious.name,
                required: "birth-date, sex, age-over-18, age-over-120, pairwise-id, data-as-of, revocation-source, "
                    + "revocation-age")
        }
        return SharedWorld(world: world, plain: plain, signing: signing, curious: curious)
    }

    static var current: SharedWorld { get async throws { try await made.value } }
    static var world: SandboxWorld { get async throws { try await made.value.world } }
}

extension SandboxWorld {
    var portal: SandboxFacts.Site { get throws { try site("portal") } }
    var shop: SandboxFacts.Site { get throws { try site("shop") } }

    private func site(_ name: String) throws -> SandboxFacts.Site {
        guard let site = facts.sites[name] else { throw WorldError("the sandbox has no site \(name)") }
        return site
    }

    var sso: String { facts.login + "/saml/sso" }

    /// `https://LOGIN-HOST/saml/status/REASON`.
    func status(_ reason: String) -> String { facts.entityID + "/status/" + reason }
}
