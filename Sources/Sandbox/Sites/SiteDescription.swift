/// What the gateway's operator registers of a demo site.
struct SiteDescription: Hashable, Sendable {
    let name: String
    let host: String
    let displayName: BothLanguages
    let purpose: BothLanguages
    let legalBasis: BothLanguages
    let contact: String
    /// What its visitors read unless they choose.
    let language: String
    let emblem: String
    let sector: String
    let required: [String]
    let optional: [String]
    let statusDetail: String
    /// The gateway's key that signs for this site.
    let signing: String
    /// Whether it signs its requests.
    let signsRequests: Bool

    static let all = [portal, shop]

    /// A government portal: learns every reason, gets P-256 signatures, may ask for the national number.
    static let portal = SiteDescription(
        name: "portal", host: "portal.porta.localhost",
        displayName: BothLanguages("Portali i Shërbimeve", "Services Portal"),
        purpose: BothLanguages(
            "Për të hapur llogarinë tuaj për shërbimet publike", "To open your account for public services"),
        legalBasis: BothLanguages(
            "Ligji shembull për shërbimet elektronike, neni 7", "Example law on electronic services, article 7"),
        contact: "ndihma@portal.porta.localhost", language: "sq", emblem: DemoHelp.portalEmblem, sector: "public",
        required: ["given-name", "family-name"], optional: ["national-id"], statusDetail: "full", signing: "p256",
        signsRequests: true)

    /// A private shop: learns no reason, gets RSA signatures and a number of its own for each customer.
    static let shop = SiteDescription(
        name: "shop", host: "shop.porta.localhost", displayName: BothLanguages("Rrota", "Rrota"),
        purpose: BothLanguages("Për të marrë me qira një biçikletë", "To hire a bike"),
        legalBasis: BothLanguages("Kontrata juaj me dyqanin", "Your contract with the shop"),
        contact: "hello@shop.porta.localhost", language: "en", emblem: DemoHelp.shopEmblem, sector: "private",
        required: ["given-name", "family-name"], optional: ["display-name"], statusDetail: "coarse", signing: "rsa",
        signsRequests: false)
}
