import Foundation
import SAML
import Testing

@Suite struct AttributeTests {
    @Test func `names things as X.520, SCHAC and the subject identifier profile do`() {
        let names = AttributeSet.standard
        #expect(names["given-name"] == AttributeName("urn:oid:2.5.4.42", friendlyName: "givenName"))
        #expect(names["family-name"]?.name == "urn:oid:2.5.4.4")
        #expect(names["birth-date"]?.name == "urn:oid:1.3.6.1.4.1.25178.1.2.3")
        #expect(names["pairwise-id"]?.name == "urn:oasis:names:tc:SAML:attribute:pairwise-id")
        #expect(names["subject-id"]?.name == "urn:oasis:names:tc:SAML:attribute:subject-id")
        #expect(
            AttributeSet.eidas["family-name"]?.name
                == "http://eidas.europa.eu/attributes/naturalperson/CurrentFamilyName")
        #expect(names.names.values.allSatisfy { $0.nameFormat == AttributeNameFormat.uri })
    }

    @Test func `R31 sends only what has a name and a value, in the order that was released`() {
        let attributes = AttributeSet.standard.attributes([
            (item: "family-name", values: ["Hoxha"]), (item: "shoe-size", values: ["42"]), (item: "title", values: []),
            (item: "given-name", values: ["Ana", "Maria"]),
        ])
        #expect(attributes.map(\.friendlyName) == ["sn", "givenName"])
        #expect(attributes[1].values == ["Ana", "Maria"])
    }

    @Test func `lays a site's own names over the usual ones`() {
        let own = AttributeSet.standard.mapped([
            "national-id": AttributeName("urn:bank:id", nameFormat: AttributeNameFormat.basic)
        ])
        #expect(own["national-id"]?.attribute(["x"])?.nameFormat == AttributeNameFormat.basic)
        #expect(own["given-name"] == AttributeSet.standard["given-name"])
    }

    @Test func `has names of its own below the entity ID`() {
        let house = AttributeSet.house(entityID: "https://login.example.al/saml")
        #expect(house["age-over-18"]?.name == "https://login.example.al/saml/attributes/age-over-18")
        #expect(house["age-over-18"]?.friendlyName == "ageOver18")
        let facts = EvidenceFacts(
            dataAsOf: World.now, revocation: .init(source: .ocsp, age: .seconds(42)))
        let attributes = house.attributes(facts.values)
        #expect(attributes.map(\.values) == [["2026-09-21"], ["ocsp"], ["42"]])
        #expect(attributes.map(\.friendlyName) == ["dataAsOf", "revocationSource", "revocationAge"])
        let old = EvidenceFacts(dataAsOf: World.now, revocation: nil)
        #expect(house.attributes(old.values).count == 1)
        #expect(
            EvidenceFacts(dataAsOf: World.now, revocation: .init(source: .crl, age: .seconds(-5))).values[2].values == [
                "0"
            ])
    }

    @Test(arguments: [
        ("abc", "example.al", true), ("a=b-c9", "example.al", true), ("a", "a", true), ("", "example.al", false),
        ("abc", "", false), ("-abc", "example.al", false), ("=abc", "example.al", false), ("a b", "example.al", false),
        ("a@b", "example.al", false), ("a.b", "example.al", false), ("a_b", "example.al", false),
        ("abc", ".example", false), ("abc", "exa_mple", false), ("abc", "exa mple", false), ("ë", "example.al", false),
        (String(repeating: "a", count: 127), "example.al", true),
        (String(repeating: "a", count: 128), "example.al", false),
        ("abc", String(repeating: "a", count: 128), false), ("a\n", "example.al", false),
    ])
    func `writes scoped identifiers as the profile has them, and no others`(
        _ unique: String, _ scope: String, _ good: Bool
    ) {
        let identifier = ScopedIdentifier(unique: unique, scope: scope)
        #expect((identifier != nil) == good)
        if let identifier { #expect(identifier.description == "\(unique)@\(scope)") }
    }

    @Test func `compares scoped identifiers without regard to case`() {
        #expect(
            ScopedIdentifier(unique: "ABC", scope: "example.al") == ScopedIdentifier(unique: "abc", scope: "EXAMPLE.al")
        )
        #expect(
            Set([ScopedIdentifier(unique: "ABC", scope: "x"), ScopedIdentifier(unique: "abc", scope: "x")]).count == 1)
    }

    private func typed(_ type: AttributeValueType, _ value: String) throws -> String {
        let attribute = Attribute(name: "urn:x", values: [value], type: type)
        return World.text(
            try World.provider.success(World.content(attributes: [attribute]), to: World.target(), at: World.now).bytes)
    }

    private static let typedValues: [(AttributeValueType, String, Bool)] = [
        (.string, "x", true), (.boolean, "true", true), (.boolean, "yes", false), (.integer, "-12", true),
        (.integer, "1.5", false), (.integer, "", false), (.date, "2026-09-21", true), (.date, "20260921", false),
        (.dateTime, "2026-09-21T14:13:20Z", true), (.dateTime, "2026-09-21", false),
    ]

    @Test(arguments: typedValues)
    func `says of a value only the type that it has`(_ type: AttributeValueType, _ value: String, _ good: Bool) throws {
        guard good else {
            #expect(throws: SAMLError.self) { try typed(type, value) }
            return
        }
        let text = try typed(type, value)
        #expect(text.contains("xmlns:xs=\"http://www.w3.org/2001/XMLSchema\""))
        #expect(text.contains("xsi:type=\"xs:\(type.rawValue)\">\(value)<"))
        #expect(text.components(separatedBy: "PrefixList=\"xs\"").count == 3)
        let login = try World.portal.receive(Array(text.utf8), requestID: "_request", from: World.known, at: World.now)
        #expect(login.value("urn:x") == value)
    }
}
