import Foundation
import PKI
import Settings
import Testing

struct OCSPSettingsTests {
    private static let sources = "- ocsp: http://ocsp.example.al/"

    private func rules(_ folder: TestFolder) throws -> RevocationRules {
        let loaded = folder.load()
        let configuration = try #require(loaded.configuration, "\(loaded.findings.map(\.description))")
        return try #require(configuration.issuers.first).issuer.revocation
    }

    @Test func `reads what is said of responders, together and alone`() throws {
        let folder = try TestFolder()
        try folder.edit(
            "issuers/demo.yaml", Self.sources,
            """
            - ocsp: http://ocsp.example.al/
                  method: get
                  responder: { name: Demo Responder, certificate: issuing.pem }
                - ocsp: http://ocsp-2.example.al/
            """)
        try folder.edit(
            "issuers/demo.yaml", "refresh: 5m",
            """
            refresh: 5m
              nonce: required
              deadline: 3s
              ocsp: { hedge-after: 300ms, breaker-failures: 3, breaker-pause: 1m, keep-fresh: 50, keep-fresh-for: 1h }
            """)
        let rules = try rules(folder)
        #expect(rules.sources.count == 3)
        #expect(rules.nonce == .required)
        #expect(rules.deadline == .seconds(3))
        let ocsp = rules.ocsp
        #expect(ocsp.hedge == .after(.milliseconds(300)))
        #expect((ocsp.breakerFailures, ocsp.breakerPause) == (3, .seconds(60)))
        #expect((ocsp.keepFresh, ocsp.keepFreshFor) == (50, .seconds(3_600)))
        #expect(Set(ocsp.responders.keys) == ["http://ocsp.example.al/"])
        let responder = try #require(ocsp.responders["http://ocsp.example.al/"])
        #expect(responder.method == .get)
        #expect(responder.pin.names == ["Demo Responder"])
        #expect(responder.pin.certificates.count == 1)
    }

    @Test(arguments: [("auto", OCSPRules.Hedge.automatic), ("off", .off), ("2s", .after(.seconds(2)))])
    func `reads when the next responder is asked`(text: String, hedge: OCSPRules.Hedge) throws {
        let folder = try TestFolder()
        try folder.edit("issuers/demo.yaml", "refresh: 5m", "refresh: 5m\n  ocsp: { hedge-after: \(text) }")
        #expect(try rules(folder).ocsp.hedge == hedge)
    }

    @Test func `reads how long lists count after their time, and says aloud what that means`() throws {
        let folder = try TestFolder()
        #expect(try rules(folder).grace == .zero)
        try folder.edit("issuers/demo.yaml", "refresh: 5m", "refresh: 5m\n  grace: 2h")
        #expect(try rules(folder).grace == .seconds(7_200))
        let findings = folder.load().findings
        #expect(findings.map(\.key) == ["revocation.grace"] && findings.map(\.severity) == [.warning])
        #expect(findings.allSatisfy { $0.what.contains("revoked meanwhile is let in") })
    }

    private static func fault(_ name: String, _ key: String, _ line: String, _ word: String) -> Fault {
        Fault(name, "issuers/demo.yaml", "revocation.\(key)", "refresh: 5m", "refresh: 5m\n  \(line)", word)
    }

    private static func source(_ name: String, _ key: String, _ line: String, _ word: String) -> Fault {
        Fault(
            name, "issuers/demo.yaml", "revocation.sources[0].\(key)", sources, "\(sources)\n      \(line)", word)
    }

    static let faults: [Fault] = [
        fault("a delay that is none", "ocsp.hedge-after", "ocsp: { hedge-after: soon }", "300ms"),
        fault("a delay too long", "ocsp.hedge-after", "ocsp: { hedge-after: 900s }", "10ms to 30s"),
        fault("no failures at all", "ocsp.breaker-failures", "ocsp: { breaker-failures: 0 }", "from 1 to 1000"),
        fault("a pause too long", "ocsp.breaker-pause", "ocsp: { breaker-pause: 2h }", "1s to 10m"),
        fault("cards kept fresh too long", "ocsp.keep-fresh-for", "ocsp: { keep-fresh-for: 30d }", "10s to 24h"),
        fault("an unknown key of responders", "ocsp.hedge", "ocsp: { hedge: auto }", "hedge-after"),
        fault("a nonce policy that is none", "nonce", "nonce: always", "preferred"),
        fault("a deadline beyond all patience", "deadline", "deadline: 10m", "1s to 30s"),
        fault("a grace that ends never", "grace", "grace: 30d", "1s to 24h"),
        fault("a grace that is no time", "grace", "grace: 0s", "length of time"),
        source("a method that is none", "method", "method: put", "post"),
        source("a responder without a name", "responder", "responder: {}", "common name"),
        source(
            "a responder's file that is not there", "responder.certificate", "responder: { certificate: ocsp.pem }",
            "does not exist"),
        Fault(
            "an answer without end that lives for ever", "issuers/demo.yaml", "revocation.max-age-without-next-update",
            "max-age-without-next-update: 15m", "max-age-without-next-update: 30d", "10s to 24h"),
        Fault(
            "data of any age", "issuers/demo.yaml", "revocation.max-age", "max-age: 24h", "max-age: 10y", "1m to 400d"),
        Fault(
            "a GET where it cannot be", "issuers/demo.yaml", "revocation.sources[0].method", sources,
            "- ocsp: http://ocsp.example.al/?issuer=1\n      method: get", "cannot be asked by GET"),
    ]

    @Test(arguments: faults)
    func `names file, key and mend of`(_ fault: Fault) throws {
        let folder = try TestFolder()
        try fault.spoil(folder)
        let loaded = folder.load()
        let errors = loaded.findings.filter { $0.severity == .error }
        #expect(loaded.configuration == nil)
        #expect(errors.count == 1, "\(errors.map(\.description))")
        let error = try #require(errors.first)
        #expect(error.file == fault.file && error.key == fault.key)
        #expect(fault.words.allSatisfy { "\(error.what); \(error.mend)".contains($0) }, "\(error.description)")
    }
}
