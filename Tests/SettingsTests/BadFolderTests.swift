import DemoPKI
import Foundation
import OpenSSL
import Settings
import Testing

/// One fault put into a sound folder, and the finding that must name it.
struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let file: String
    let key: String
    /// Words of the fault and of its mend.
    let words: [String]
    let spoil: @Sendable (TestFolder) throws -> Void

    init(
        _ description: String, in file: String, at key: String, _ words: String...,
        by spoil: @escaping @Sendable (TestFolder) throws -> Void
    ) {
        testDescription = description
        self.file = file
        self.key = key
        self.words = words
        self.spoil = spoil
    }

    /// A fault made by writing something else.
    init(_ description: String, _ file: String, _ key: String, _ old: String, _ new: String, _ words: String...) {
        testDescription = description
        self.file = file
        self.key = key
        self.words = words
        spoil = { try $0.edit(file, old, new) }
    }
}

struct BadFolderTests {
    @Test(arguments: Fault.gateway + Fault.files + Fault.issuers + Fault.sites)
    func `names file, key and mend of`(_ fault: Fault) throws {
        let folder = try TestFolder()
        try fault.spoil(folder)
        let loaded = folder.load()
        #expect(loaded.configuration == nil && loaded.hasErrors)
        let errors = loaded.findings.filter { $0.severity == .error }
        let found = errors.filter { finding in
            finding.file == fault.file && finding.key == fault.key
                && fault.words.allSatisfy { "\(finding.what); \(finding.mend)".contains($0) }
        }
        #expect(found.count == 1, "\(loaded.findings.map(\.description))")
        #expect(errors.count == 1, "one fault, one finding: \(errors.map(\.description))")
        #expect(found.allSatisfy { !$0.mend.isEmpty })
    }

    @Test func `prints a finding with its line and the command that mends it`() throws {
        let folder = try TestFolder()
        try folder.mode("tls/card.key", 0o640)
        #expect(
            folder.load().findings.map(\.description) == [
                #"porta.yaml:16: tls.card.private-key: the file "tls/card.key" can be read by others; run: chmod 600 tls/card.key"#
            ])
    }

    @Test func `shows all faults at one look`() throws {
        let folder = try TestFolder()
        try folder.edit("porta.yaml", "start: 45m", "start: soon")
        try folder.edit("issuers/demo.yaml", "refresh: 5m", "refresh: often")
        try folder.edit("relying-parties/portal.yaml", "sector: public", "sector: state")
        #expect(folder.load().findings.map(\.key) == ["times.start", "revocation.refresh", "sector"])
    }

    @Test(arguments: [
        ("a certificate that soon expires", "tls.login.certificate"),
        ("a pairwise key without a confirmed backup", "secrets.pairwise"),
    ])
    func `warns of`(_ matter: String, key: String) throws {
        let folder = try TestFolder()
        if key.hasPrefix("tls") {
            try folder.pair("tls/login", Material.shared.ending)
        } else {
            try folder.edit("porta.yaml", "  pairwise-backup: 2026-01-31\n", "")
        }
        let loaded = folder.load()
        #expect(loaded.configuration != nil)
        #expect(loaded.findings.map(\.key) == [key])
        #expect(loaded.findings.map(\.severity) == [.warning])
    }

    @Test func `warns when there is no site`() throws {
        let folder = try TestFolder()
        try folder.remove("relying-parties")
        let loaded = folder.load()
        #expect(loaded.configuration != nil)
        #expect(loaded.findings.first?.mend.contains("porta relying-party add") == true)
    }
}
