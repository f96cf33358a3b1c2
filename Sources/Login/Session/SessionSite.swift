public import Foundation

/// The name by which a site was told of a person.
public struct SessionName: Hashable, Sendable {
    public let value: String
    /// Of which kind it is, in the words of the site's protocol.
    public let format: String
    /// The name spaces that were named with it: of the house, and of the site or its group.
    public let qualifier: String?
    public let siteQualifier: String?

    public init(value: String, format: String, qualifier: String? = nil, siteQualifier: String? = nil) {
        self.value = value
        self.format = format
        self.qualifier = qualifier
        self.siteQualifier = siteQualifier
    }

    func write(to writer: inout ByteWriter) {
        writer.write(text: value)
        writer.write(text: format)
        writer.write(optional: qualifier)
        writer.write(optional: siteQualifier)
    }

    init?(from reader: inout ByteReader) {
        guard let value = reader.text(), let format = reader.text(), let qualifier = reader.optionalText(),
            let siteQualifier = reader.optionalText()
        else { return nil }
        self.init(value: value, format: format, qualifier: qualifier.text, siteQualifier: siteQualifier.text)
    }
}

/// A site that got an assertion in a session: what it has to be told when the session ends, and what the holder agreed
/// to send it.
public struct SessionSite: Equatable, Sendable {
    public let site: RelyingParty.ID
    public let name: SessionName
    /// The site's own name for the session: different at each site.
    public let index: String
    /// What the consent page showed.
    let shown: [UInt8]
    let items: [Item]
    public let at: Date

    var contents: [UInt8] {
        var writer = ByteWriter()
        writer.write(text: site.value)
        name.write(to: &writer)
        writer.write(text: index)
        writer.write(bytes: shown)
        writer.write(text: items.map(\.rawValue).joined(separator: " "))
        writer.write(date: at)
        return writer.bytes
    }

    init(site: RelyingParty.ID, name: SessionName, index: String, shown: [UInt8], items: [Item], at: Date) {
        self.site = site
        self.name = name
        self.index = index
        self.shown = shown
        self.items = items
        self.at = at
    }

    init?(contents: [UInt8]) {
        var reader = ByteReader(contents)
        guard let site = reader.text(), let name = SessionName(from: &reader),
            let index = reader.text(), let shown = reader.bytes(), let items = reader.text(), let at = reader.date(),
            reader.isAtEnd
        else { return nil }
        let read = items.split(separator: " ").map { Item(rawValue: String($0)) }
        guard !read.contains(where: { $0 == nil }) else { return nil }
        self.init(
            site: RelyingParty.ID(site), name: name, index: index, shown: shown,
            items: read.compactMap(\.self), at: at)
    }
}
