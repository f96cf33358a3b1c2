extension AttributeName {
    /// The name below our entity ID of what nobody else has a name for; it opens as a page that explains it.
    ///
    /// - Parameter item: such as `age-over-18`, whose friendly name is then `ageOver18`.
    public static func house(_ item: String, entityID: String) -> AttributeName {
        let words = item.split(separator: "-")
        let friendly = words.prefix(1) + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return AttributeName("\(entityID)/attributes/\(item)", friendlyName: friendly.joined())
    }
}
