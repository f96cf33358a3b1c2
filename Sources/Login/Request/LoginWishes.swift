/// What a site's request chooses within its registration: kept with the request, sealed.
public struct LoginWishes: Equatable, Sendable {
    /// How the answer calls the way of logging in; `nil` for the usual way. It is what satisfied the request.
    public var level: String?
    /// The number of the set of items that is asked for; `nil` for all that the site is registered for.
    public var itemSet: UInt16?
    /// The only person for whom an answer is wanted.
    public var expected: ExpectedPerson?
    /// For whom the site asks in its turn: those of its registered requesters that the request names.
    public var requesters: [String] = []
    /// The request names others, too, whom nobody registered; their own words are not carried on.
    public var hasUnknownRequester = false
    /// The name is asked for in the name space of the site's group.
    public var isNamedInGroup = false

    public init() {}
}

/// Whom a site wants to log in again, by a name that it got before.
public struct ExpectedPerson: Equatable, Sendable {
    /// Pairwise, or the national identifier.
    public let kind: NameIDKind
    public let name: String

    /// - Returns: `nil` for a name that nobody can have: names for once, and those over 128 bytes.
    public init?(kind: NameIDKind, name: String) {
        guard kind != .transient, (1...128).contains(name.utf8.count) else { return nil }
        self.kind = kind
        self.name = name
    }
}

extension LoginWishes {
    func write(to writer: inout ByteWriter) {
        writer.write(optional: level)
        writer.write((itemSet == nil ? 0 : 1) | (hasUnknownRequester ? 2 : 0) | (isNamedInGroup ? 4 : 0) as UInt8)
        if let itemSet { writer.write(itemSet) }
        writer.write(optional: expected?.name)
        if let expected { writer.write(expected.kind.rawValue) }
        writer.write(UInt8(clamping: requesters.count))
        for requester in requesters { writer.write(text: requester) }
    }

    init?(from reader: inout ByteReader) {
        guard let level = reader.optionalText(), let flags = reader.byte(), flags < 8 else { return nil }
        self.level = level.text
        hasUnknownRequester = flags & 2 != 0
        isNamedInGroup = flags & 4 != 0
        if flags & 1 != 0 {
            guard let number = reader.uint16() else { return nil }
            itemSet = number
        }
        guard let name = reader.optionalText() else { return nil }
        if let name = name.text {
            guard let kind = reader.byte().flatMap(NameIDKind.init(rawValue:)),
                let person = ExpectedPerson(kind: kind, name: name)
            else { return nil }
            expected = person
        }
        guard let count = reader.byte() else { return nil }
        for _ in 0..<count {
            guard let requester = reader.text() else { return nil }
            requesters.append(requester)
        }
    }
}
