import Foundation
import Gateway
import Testing

struct PageLoadingTests {
    /// A copy of the delivered folder, with one file changed.
    private func folder(changing file: String, _ change: (String) -> String) throws -> URL {
        let copy = FileManager.default.temporaryDirectory.appending(path: "porta-pages-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: PageWorld.templates, to: copy)
        let changed = copy.appending(path: file)
        try change(String(contentsOf: changed, encoding: .utf8)).write(to: changed, atomically: true, encoding: .utf8)
        return copy
    }

    private func refusal(changing file: String, _ change: (String) -> String) throws -> PageError? {
        let folder = try folder(changing: file, change)
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            _ = try PageRenderer(templates: folder, house: PageWorld.house)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a missing folder, file or language is named`() throws {
        #expect(throws: PageError.unreadable(file: "/nowhere")) {
            try PageRenderer(templates: URL(filePath: "/nowhere"), house: PageWorld.house)
        }
        #expect(throws: PageError.noLanguage) {
            try PageRenderer(templates: PageWorld.templates, languages: [], house: PageWorld.house)
        }
        #expect(throws: PageError.self) {
            try PageRenderer(
                templates: PageWorld.templates, languages: [PageLanguage(rawValue: "xx")], house: PageWorld.house)
        }
    }

    @Test func `a missing text is named`() throws {
        let error = try refusal(changing: "languages/en.json") {
            $0.replacing("\"nothingYet\"", with: "\"nothingYit\"")
        }
        #expect(error.map { "\($0)".contains("nothingYet") } == true)
    }

    @Test func `a misspelt placeholder is named`() throws {
        let error = try refusal(changing: "languages/sq.json") { $0.replacing("te {site}", with: "te {siti}") }
        guard case .placeholder(_, "siti") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a broken template is named`() throws {
        let error = try refusal(changing: "start.mustache") { $0 + "{{#open}}" }
        guard case .template(let file, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(file.hasSuffix("start.mustache"))
    }

    @Test func `every text that a template names exists`() throws {
        let words = try words()
        let files = try FileManager.default.contentsOfDirectory(
            at: PageWorld.templates, includingPropertiesForKeys: nil)
        for file in files where file.pathExtension == "mustache" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for part in text.split(separator: "{{").dropFirst() {
                let name = part.prefix { $0 != "}" }.drop { "#^/".contains($0) }
                guard name.hasPrefix("text.") else { continue }
                #expect(words.contains(String(name)), "\(file.lastPathComponent): \(name)")
            }
        }
    }

    /// `text.start.headline` and so on.
    private func words() throws -> Set<String> {
        let file = PageWorld.templates.appending(path: "languages/en.json")
        let texts = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        var words: Set<String> = []
        for (room, value) in texts ?? [:] {
            words.insert("text.\(room)")
            for name in (value as? [String: Any] ?? [:]).keys { words.insert("text.\(room).\(name)") }
        }
        return words
    }
}
