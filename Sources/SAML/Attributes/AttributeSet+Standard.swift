import SignedXML

extension AttributeSet {
    /// X.520 attribute types and their neighbours as URIs (SAML profiles §8.2; SCHAC; SAML subject identifiers).
    public static let standard = AttributeSet([
        "given-name": AttributeName("urn:oid:2.5.4.42", friendlyName: "givenName"),
        "family-name": AttributeName("urn:oid:2.5.4.4", friendlyName: "sn"),
        "common-name": AttributeName("urn:oid:2.5.4.3", friendlyName: "cn"),
        "display-name": AttributeName("urn:oid:2.16.840.1.113730.3.1.241", friendlyName: "displayName"),
        "national-id": AttributeName("urn:oid:2.5.4.5", friendlyName: "serialNumber"),
        "country": AttributeName("urn:oid:2.5.4.6", friendlyName: "c"),
        "organization": AttributeName("urn:oid:2.5.4.10", friendlyName: "o"),
        "organizational-unit": AttributeName("urn:oid:2.5.4.11", friendlyName: "ou"),
        "title": AttributeName("urn:oid:2.5.4.12", friendlyName: "title"),
        "mail": AttributeName("urn:oid:0.9.2342.19200300.100.1.3", friendlyName: "mail"),
        "birth-date": AttributeName("urn:oid:1.3.6.1.4.1.25178.1.2.3", friendlyName: "schacDateOfBirth"),
        "sex": AttributeName("urn:oid:1.3.6.1.4.1.25178.1.2.2", friendlyName: "schacGender"),
        "subject-id": AttributeName("urn:oasis:names:tc:SAML:attribute:subject-id", friendlyName: "subject-id"),
        "pairwise-id": AttributeName("urn:oasis:names:tc:SAML:attribute:pairwise-id", friendlyName: "pairwise-id"),
    ])

    /// Whether a card can say what is called so in one of the usual ways, or by a name below an entity ID of ours.
    static func isGivenByCards(_ name: String) -> Bool {
        usual.contains { sameBytes($0, name) } || name.contains("/attributes/")
    }

    private static let usual = Set(
        [
            "given-name", "family-name", "display-name", "national-id", "birth-date", "sex", "subject-id",
            "pairwise-id",
        ].flatMap { word in [standard[word], basic[word]].compactMap { $0?.name } })

    /// Short names in NameFormat basic, as many programs use them without being told.
    public static let basic = AttributeSet(
        [
            "given-name": "givenName", "family-name": "sn", "common-name": "cn", "display-name": "displayName",
            "national-id": "serialNumber", "birth-date": "dateOfBirth", "sex": "gender",
        ].mapValues { AttributeName($0, friendlyName: $0, nameFormat: AttributeNameFormat.basic) })

    /// The natural person of eIDAS (attribute profile v1.2 §2.2).
    public static let eidas = AttributeSet([
        "national-id": naturalPerson("PersonIdentifier"),
        "family-name": naturalPerson("FamilyName", named: "CurrentFamilyName"),
        "given-name": naturalPerson("FirstName", named: "CurrentGivenName"), "birth-date": naturalPerson("DateOfBirth"),
        "sex": naturalPerson("Gender"),
    ])

    private static func naturalPerson(_ friendlyName: String, named name: String? = nil) -> AttributeName {
        AttributeName(
            "http://eidas.europa.eu/attributes/naturalperson/\(name ?? friendlyName)", friendlyName: friendlyName)
    }

    /// The standard set with what Porta has names of its own for, below the entity ID: how old a person is, how old
    /// what is said of a person is, and what was asked whether the card still holds good.
    public static func house(entityID: String, agesOver: [Int] = [16, 18, 21]) -> AttributeSet {
        let own = ["data-as-of", "revocation-source", "revocation-age"] + agesOver.map { "age-over-\($0)" }
        return standard.mapped(
            Dictionary(
                own.map { ($0, AttributeName.house($0, entityID: entityID)) }, uniquingKeysWith: { first, _ in first }))
    }
}
