/// The extensions of one entry (RFC 5280 §5.3) where there is nothing unusual about them, read where they stand: building a
/// tree for each of a nation's entries would take seconds.
struct UsualExtensions {
    private(set) var reason = RevocationReason.unspecified
    /// Where the value of `certificateIssuer` stands.
    private(set) var issuer: Range<Int>?

    /// Nil where they have to be read in full: that reader says what is wrong, if anything is.
    init?(_ der: [UInt8], _ whole: Range<Int>) {
        var outer = DERCursor(der, in: whole)
        guard let list = try? outer.next(0x30).content, outer.isAtEnd, !list.isEmpty else { return nil }
        var (items, seen) = (DERCursor(der, in: list), UInt32(0))
        while !items.isAtEnd {
            guard let item = try? items.next(0x30).content, let (name, value) = Self.item(der, item),
                name < 32, seen & 1 << UInt32(name) == 0, take(der, name, value)
            else { return nil }
            seen |= 1 << UInt32(name)
        }
    }

    /// The last octet of an identifier under id-ce, and the value; none for one that says it is critical, save where that
    /// is what RFC 5280 §5.3.3 demands.
    private static func item(_ der: [UInt8], _ content: Range<Int>) -> (UInt8, Range<Int>)? {
        var parts = DERCursor(der, in: content)
        guard let name = try? parts.next(0x06).content, name.count == 3, der[name.lowerBound] == 0x55,
            der[name.lowerBound + 1] == 0x1D
        else { return nil }
        let last = der[name.lowerBound + 2]
        if parts.tag == 0x01 {
            guard last == 29, let flag = try? parts.next().content, flag.count == 1, der[flag.lowerBound] == 0xFF else {
                return nil
            }
        }
        guard let value = try? parts.next(0x04).content, parts.isAtEnd else { return nil }
        return (last, value)
    }

    private mutating func take(_ der: [UInt8], _ name: UInt8, _ value: Range<Int>) -> Bool {
        switch name {
        case 21:  // reasonCode
            guard value.count == 3, der[value.lowerBound] == 0x0A, der[value.lowerBound + 1] == 1,
                let known = RevocationReason(rawValue: der[value.lowerBound + 2])
            else { return false }
            reason = known
        case 24:  // invalidityDate (§5.3.2): it is told, not acted upon
            var date = DERCursor(der, in: value)
            return (try? date.next(0x18)) != nil && date.isAtEnd
        case 29: issuer = value  // certificateIssuer
        default: return false
        }
        return true
    }
}
