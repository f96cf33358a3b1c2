import Foundation
import OpenSSL
import SAML
import SignedXML
import Testing

/// S11: metadata of many sites in one signed file.
@Suite struct AggregateTests {
    private func check(_ text: String, _ change: (inout MetadataCheck) -> Void = { _ in }) -> MetadataReport {
        var check = MetadataCheck(remote: true, signedBy: [World.metadataKey.publicKey], at: World.now)
        change(&check)
        return check.run(Array(text.utf8))
    }

    @Test func `S11 reads every site of a signed aggregate, with the aggregate's end`() throws {
        let report = check(try Federation.signed(try (0..<5).map { try Federation.entity($0) }))
        #expect(report.reason == "ok")
        #expect(report.sites.count == 5 && report.usableSites.count == 5)
        #expect(report.sites.allSatisfy { $0.validUntil == World.later })
        #expect(report.entities[3] == "https://site3.example.al/saml")
    }

    /// Each with what is wrong with one of three sites; the other two can be used.
    @Test(arguments: [
        (
            "acs-location", "Location=\"https://site1.example.al/saml/acs\"",
            "Location=\"http://site1.example.al/saml/acs\""
        ),
        (
            "no-post-acs", "bindings:HTTP-POST\" Location=\"https://site1.example.al/saml/acs",
            "bindings:PAOS\" Location=\"https://site1.example.al/saml/acs"
        ),
        ("entity-id", "entityID=\"https://site1.example.al/saml\"", "entityID=\"site1\""),
        ("entity-id", "entityID=\"https://site1.example.al/saml\"", ""),
        (
            "expired", "entityID=\"https://site1.example.al/saml\"",
            "entityID=\"https://site1.example.al/saml\" validUntil=\"2020-01-01T00:00:00Z\""
        ),
        (
            "duplicate-entity", "entityID=\"https://site1.example.al/saml\"",
            "entityID=\"https://site2.example.al/saml\""
        ),
        ("no-key", "<ds:X509Certificate>", "<ds:X509Certificate>!"),
        ("too-large", "<md:Company>", "<md:Company>"),
    ])
    func `S11 lets one bad site hurt nobody else`(_ rule: String, _ part: String, _ other: String) throws {
        let bad = try Federation.entity(1) { text in
            guard rule == "too-large" else { return text.replacing(part, with: other) }
            let filler = String(repeating: "x", count: 300_000)
            return text.replacing(
                "</md:SPSSODescriptor>", with: "<md:NameIDFormat>\(filler)</md:NameIDFormat></md:SPSSODescriptor>")
        }
        let report = check(try Federation.signed([try Federation.entity(0), bad, try Federation.entity(2)]))
        #expect(!report.valid && report.reason == rule && report.sites.isEmpty)
        // Of two that claim one name, nobody knows which is meant: neither is used.
        let usable = rule == "duplicate-entity" ? [0] : [0, 2]
        let names = usable.map { $0 == 0 ? World.ministry.entityID : "https://site\($0).example.al/saml" }
        #expect(report.usableSites.map(\.entityID) == names)
    }

    @Test func `S11 tolerates signatures of the sites themselves`() throws {
        let inner = try Federation.signedEntity(by: World.stranger).replacing("\"_f\"", with: "\"_inner\"")
            .replacing("#_f", with: "#_inner")
        let report = check(try Federation.signed([inner, try Federation.entity(1)]))
        #expect(report.usableSites.count == 2)
    }

    @Test func `S11 reads groups within groups, each with the nearest end`() throws {
        let inner =
            "<md:EntitiesDescriptor validUntil=\"2026-09-21T20:00:00Z\">\(try Federation.entity(1))</md:EntitiesDescriptor>"
        let report = check(try Federation.signed([inner, try Federation.entity(2)]))
        #expect(
            report.usableSites.map { $0.validUntil ?? .distantFuture } == [
                SAMLTime.date("2026-09-21T20:00:00Z"), World.later,
            ])
    }

    @Test(arguments: [
        ("signature-invalid", "Name=\"urn:federation\"", "Name=\"urn:other\""),
        ("signature-invalid", "https://site1.example.al/saml/acs", "https://evil.example/acs"),
        ("signature-invalid", "URI=\"#_f\"", "URI=\"\""), ("signature-invalid", "URI=\"#_f\"", "URI=\"#_g\""),
        ("signature-invalid", "rsa-sha256", "rsa-sha512"),
        ("signature-missing", "ds:Signature ", "ds:Sign "),
        ("dtd", "<md:EntitiesDescriptor", "<!DOCTYPE a><md:EntitiesDescriptor"),
        ("not-metadata", "md:EntitiesDescriptor", "md:Entities"),
        ("xinclude", "<md:NameIDFormat>", "<x:include xmlns:x=\"http://www.w3.org/2001/XInclude\"/><md:NameIDFormat>"),
        ("not-well-formed", " ID=\"_f\"", " ID=\"_f\" ID=\"_g\""),
    ])
    func `S11 refuses the whole file for a fault of the file`(_ reason: String, _ part: String, _ other: String) throws
    {
        let text = try Federation.signed([try Federation.entity(0), try Federation.entity(1)])
        var changed = text.replacing(part, with: other)
        if other == "ds:Sign " { changed = changed.replacing("</ds:Signature>", with: "</ds:Sign>") }
        #expect(changed != text)
        let report = check(changed)
        #expect(report.reason == reason)
        #expect(report.usableSites.isEmpty)
    }

    @Test func `S11 demands an end at the root, and a near one`() throws {
        let entities = [
            try Federation.entity(0) {
                $0.replacing(" entityID=", with: " validUntil=\"2026-09-22T00:00:00Z\" entityID=")
            }
        ]
        let cases: [(Date?, String)] = [
            (nil, "valid-until-missing"), (World.now, "expired"),
            (World.now.addingTimeInterval(366 * 86_400), "valid-until-too-far"), (World.later, "ok"),
        ]
        for (end, reason) in cases {
            let report = check(try Federation.signed(entities, validUntil: end))
            #expect(report.reason == reason)
            #expect(report.usableSites.isEmpty == (reason != "ok"))
        }
    }

    @Test func `S11 refuses the same ID twice, and a key that is not pinned`() throws {
        let twice = try (1...2).map {
            try Federation.entity($0) { $0.replacing(" entityID=", with: " ID=\"_a\" entityID=") }
        }
        #expect(check(try Federation.signed(twice)).reason == "not-well-formed")
        let stranger = try Federation.signed([try Federation.entity(0)], by: World.stranger)
        #expect(check(stranger).reason == "signature-invalid")
    }

    private static let isBench = ProcessInfo.processInfo.environment["PORTA_BENCH"] != nil

    /// Time for so many sites, bytes of the file, and the most memory that the process has had so far, in kilobytes.
    private func cost(_ count: Int) throws -> (time: Duration, bytes: Int, memory: String) {
        let template = try Federation.entity(1)
        let text = try Federation.signed(
            (1...count).map { template.replacing("site1.example.al", with: "site\($0).example.al") })
        let bytes = Array(text.utf8)
        let check = MetadataCheck(remote: true, signedBy: [World.metadataKey.publicKey], at: World.now)
        var report: MetadataReport?
        let time = ContinuousClock().measure { report = check.run(bytes) }
        #expect(report?.usableSites.count == count)
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
        return (time, bytes.count, String(peak))
    }

    /// Ten thousand sites in release builds (`scripts/bench-saml`), a twentieth of that otherwise. The bounds are generous: a
    /// debug build on a busy machine must keep them.
    @Test func `S11 reads ten thousand sites in linear time`() throws {
        let many = Self.isBench ? 10_000 : 500
        let small = try cost(many / 10)
        let large = try cost(many)
        print("aggregate of \(many) sites, \(large.bytes / 1_000_000) MB: \(large.time), \(large.memory)")
        print("aggregate of \(many / 10) sites: \(small.time), \(small.memory)")
        #expect(large.time < .seconds(Self.isBench ? 20 : 60))
        // Ten times the sites, ten times the time, and room for a busy machine.
        #expect(large.time < small.time * 40)
    }

    @Test func `S11 takes no more than linear time for what was made to take more`() throws {
        let hostile = [
            "<md:EntityDescriptor xmlns:md=\"\(SAMLNamespace.metadata.uri)\""
                + (0..<50_000).map { " a\($0)=\"\"" }.joined() + "/>",
            "<md:EntitiesDescriptor xmlns:md=\"\(SAMLNamespace.metadata.uri)\">"
                + String(repeating: "<md:EntityDescriptor entityID=\"urn:a\"/>", count: 20_000)
                + "</md:EntitiesDescriptor>",
            "<md:EntitiesDescriptor xmlns:md=\"\(SAMLNamespace.metadata.uri)\">"
                + String(repeating: "<![CDATA[ ]]><!-- -->", count: 100_000) + "</md:EntitiesDescriptor>",
            String(repeating: "<a>", count: 100_000),
        ]
        for text in hostile {
            let time = ContinuousClock().measure {
                #expect(!MetadataCheck(at: World.now).run(Array(text.utf8)).valid)
            }
            #expect(time < .seconds(10))
        }
    }
}
