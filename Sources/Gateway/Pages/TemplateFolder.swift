import Foundation
import Mustache

/// The folder `Templates`: `*.mustache`, and `languages/*.json`.
struct TemplateFolder {
    let folder: URL

    /// The templates that pages are made of; partials are not listed.
    private static let needed = [
        "front", "start", "consent", "refusal", "answer", "status", "help", "help-topic", "notice", "page",
        "logout",
    ]

    init(_ folder: URL) { self.folder = folder.resolvingSymlinksInPath() }

    func library() throws(PageError) -> MustacheLibrary {
        var library = MustacheLibrary()
        for file in try files() {
            let text = try text(of: file)
            if let name = unknownPlaceholder(in: text) { throw .placeholder(file: file.path, name: name) }
            do {
                try library.register(text, named: file.deletingPathExtension().lastPathComponent)
            } catch {
                throw .template(file: file.path, problem: "\(error)")
            }
        }
        for name in Self.needed where library.getTemplate(named: name) == nil {
            throw .unreadable(file: folder.appending(path: "\(name).mustache").path)
        }
        return library
    }

    func texts(_ language: PageLanguage) throws(PageError) -> PageTexts {
        let file = folder.appending(path: "languages/\(language.rawValue).json")
        let text = try text(of: file)
        if let name = unknownPlaceholder(in: try proseOnly(text, file)) {
            throw .placeholder(file: file.path, name: name)
        }
        do {
            return try JSONDecoder().decode(PageTexts.self, from: Data(text.utf8))
        } catch {
            throw .language(file: file.path, problem: "\(error)")
        }
    }

    private func files() throws(PageError) -> [URL] {
        do {
            return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "mustache" }
        } catch {
            throw .unreadable(file: folder.path)
        }
    }

    private func text(of file: URL) throws(PageError) -> String {
        do {
            return try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw .unreadable(file: file.path)
        }
    }

    /// All strings of a JSON text, one a line, without JSON's own braces.
    private func proseOnly(_ json: String, _ file: URL) throws(PageError) -> String {
        do {
            return strings(in: try JSONSerialization.jsonObject(with: Data(json.utf8))).joined(separator: "\n")
        } catch {
            throw .language(file: file.path, problem: "not JSON: \(error)")
        }
    }

    private func strings(in value: Any) -> [String] {
        switch value {
        case let text as String: [text]
        case let list as [Any]: list.flatMap(strings)
        case let object as [String: Any]: object.values.flatMap(strings)
        default: []
        }
    }
}
