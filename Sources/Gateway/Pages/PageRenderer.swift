public import Foundation
import Mustache

/// Makes the pages: from the templates and texts that were read once at start, and the values of each page.
public final class PageRenderer: Sendable {
    /// In the order of the configuration; the first is shown where nothing else chooses.
    public let languages: [PageLanguage]
    private let tongues: [PageLanguage: Tongue]
    private let shelf: SkeletonShelf

    /// Reads all templates and the files of the given languages.
    ///
    /// - Parameter templates: the folder `Templates`.
    public init(
        templates: URL, languages: [PageLanguage] = [.sq, .en], house: PageHouse,
        timeZone: TimeZone = TimeZone(identifier: "Europe/Tirane") ?? .gmt
    ) throws(PageError) {
        guard !languages.isEmpty else { throw .noLanguage }
        let library = try TemplateFolder(templates).library()
        var tongues: [PageLanguage: Tongue] = [:]
        for language in languages {
            let texts = try TemplateFolder(templates).texts(language)
            tongues[language] = Tongue(language: language, texts: texts, house: house, timeZone: timeZone)
        }
        let names = languages.map { ["code": $0.rawValue, "name": tongues[$0]?.texts.name ?? $0.rawValue] }
        self.languages = languages
        self.tongues = tongues
        self.shelf = SkeletonShelf(library: library, house: house, languages: names)
    }

    /// The language of a code that a visitor or a site named, if there are texts in it.
    public func language(_ code: String?) -> PageLanguage? {
        languages.first { $0.rawValue == code }
    }

    public func html(_ page: FrontPage, in language: PageLanguage) -> String { render(page, in: language) }
    public func html(_ page: StartPage, in language: PageLanguage) -> String { render(page, in: language) }
    public func html(_ page: ConsentPage, in language: PageLanguage) -> String { render(page, in: language) }
    public func html(_ page: RefusalPage, in language: PageLanguage) -> String { render(page, in: language) }
    public func html(_ page: AnswerPage, in language: PageLanguage) -> String { render(page, in: language) }
    public func html(_ page: StatusPage, in language: PageLanguage) -> String { render(page, in: language) }
    public func html(_ page: HelpPage, in language: PageLanguage) -> String { render(page, in: language) }
    public func html(_ page: LogoutPage, in language: PageLanguage) -> String { render(page, in: language) }
    public func html(_ page: IncidentPage, in language: PageLanguage) -> String { render(page, in: language) }
    public func html(_ page: NotFoundPage, in language: PageLanguage) -> String { render(page, in: language) }

    /// The headline of a refusal's page, in a language or the first.
    public func headline(of reason: String, in language: PageLanguage? = nil) -> String? {
        tongues[language ?? languages[0]]?.texts.reasons[reason]?.headline
    }

    /// A value that is a word of the texts.
    func word(_ value: String, in language: PageLanguage) -> String? { tongues[language]?.texts.values[value] }

    private func render<Shown: Page>(_ page: Shown, in language: PageLanguage) -> String {
        guard let tongue = tongues[language] ?? languages.first.flatMap({ tongues[$0] }) else { return "" }
        var shape = page.shape
        var values = page.values(tongue.calendar)
        if let address = page.address {
            shape.flags.insert("switchable")
            values["switch"] = address + (address.contains("?") ? "&lang=" : "?lang=")
        }
        let skeleton = shelf.skeleton(of: shape, in: tongue) { texts, house in
            Shown.context(of: shape, texts: texts, house: house)
        }
        return skeleton.filled(with: values, and: tongue.values)
    }
}
