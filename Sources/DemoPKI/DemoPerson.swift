/// A holder who does not exist.
public struct DemoPerson: Hashable, Sendable {
    public var givenName: String
    public var familyName: String
    /// Ten characters as on Albanian cards; see `check` for the last one.
    public var nationalID: String

    public init(givenName: String, familyName: String, nationalID: String) {
        (self.givenName, self.familyName, self.nationalID) = (givenName, familyName, nationalID)
    }

    /// A person from the first nine characters of a number: the check letter is calculated.
    init(_ givenName: String, _ familyName: String, number: String) {
        self.init(givenName: givenName, familyName: familyName, nationalID: number + Self.check(number))
    }

    public static let arta = DemoPerson("Arta", "Shembulli", number: "I45314061")
    public static let besnik = DemoPerson("Besnik", "Provuesi", number: "H70921118")
    public static let drita = DemoPerson("Drita", "Çelësi", number: "J06205027")
    public static let edmond = DemoPerson("Edmond", "Gjergji", number: "G31108342")
    public static let flutura = DemoPerson("Flutura", "Këmbëza", number: "K15602903")

    /// The subject of this person's card.
    public var subject: DistinguishedName {
        DistinguishedName([
            .country("AL"), .serialNumber(nationalID), .givenName(givenName), .surname(familyName),
            .commonName("\(givenName) \(familyName)"),
        ])
    }

    /// The check letter: the sum of each character's value times its place, modulo 23, A for 1 and W for 0.
    /// The rule is unofficial; a number that breaks it is not refused anywhere.
    private static func check(_ number: String) -> String {
        let values = number.utf8.map { $0 >= 0x41 ? Int($0) - 0x41 : Int($0) - 0x30 }
        let sum = values.enumerated().reduce(0) { $0 + max(1, $1.offset) * $1.element }
        return String(UnicodeScalar(UInt8(0x41 + (sum + 22) % 23)))
    }
}
