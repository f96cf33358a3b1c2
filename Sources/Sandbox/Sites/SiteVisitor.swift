import Foundation

/// Somebody who is logged in at a site: what its SAML answer said.
struct SiteVisitor: Sendable {
    struct Item: Hashable, Sendable {
        /// The attribute's Name, such as `urn:oid:2.5.4.42`.
        var name: String
        /// Its FriendlyName, or what stands for it.
        var code: String
        var value: String
    }

    var items: [Item]
    var since: Date

    /// Given and family name, as far as they came.
    var displayName: String {
        let parts = ["givenName", "sn"].compactMap { code in items.first { $0.code == code }?.value }
        return parts.joined(separator: " ")
    }
}
