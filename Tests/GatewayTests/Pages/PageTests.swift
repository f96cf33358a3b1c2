import Foundation
import Gateway
import Testing

/// What holds for every page in every language.
struct PageTests {
    static let languages: [PageLanguage] = [.sq, .en]

    /// Every page, by name.
    static func all(_ language: PageLanguage) throws -> [(name: String, html: String)] {
        let renderer = try PageWorld.renderer()
        var pages = PageWorld.pages(renderer, language)
        for reason in publishedReasons {
            pages["refusal, \(reason)"] = renderer.html(PageWorld.refusal(reason), in: language)
        }
        for reason in reasonsWithoutSite {
            pages["refusal without site, \(reason)"] = renderer.html(PageWorld.refusal(reason, nil), in: language)
        }
        return pages.map { ($0.key, $0.value) }.sorted { $0.name < $1.name }
    }

    @Test(arguments: languages)
    func `every page is balanced, with each id once`(language: PageLanguage) throws {
        for page in try Self.all(language) {
            #expect(PageMarkup(page.html).problems.isEmpty, "\(page.name)")
        }
    }

    @Test(arguments: languages)
    func `every page has one primary action, the start page one of two that shows`(language: PageLanguage) throws {
        for page in try Self.all(language) {
            let expected = page.name.hasPrefix("start") ? 2 : 1
            #expect(PageMarkup(page.html).count(class: "act") == expected, "\(page.name)")
        }
    }

    @Test(arguments: languages)
    func `no page leaves a placeholder or a mark of a text`(language: PageLanguage) throws {
        for page in try Self.all(language) {
            for mark in ["{", "}", "**", "`", "Optional("] { #expect(!page.html.contains(mark), "\(page.name)") }
        }
    }

    @Test(arguments: languages)
    func `no page has a field to type in, or anything the security policy blocks`(language: PageLanguage) throws {
        for page in try Self.all(language) {
            for tag in PageMarkup(page.html).tags {
                if tag.hasPrefix("input ") {
                    let type = PageMarkup.attribute("type", in: tag)
                    #expect(type == "hidden" || type == "checkbox", "\(page.name): \(tag)")
                    #expect(!tag.contains(" checked"), "\(page.name): \(tag)")
                }
                for name in ["textarea", "select", "iframe", "style", "object", "embed", "base"] {
                    #expect(!tag.hasPrefix(name), "\(page.name): \(tag)")
                }
                for attribute in [" style=", " onclick=", " onload=", "\"data:", "javascript:"] {
                    #expect(!tag.contains(attribute), "\(page.name): \(tag)")
                }
            }
        }
    }

    @Test(arguments: languages)
    func `every page says whose it is, in which language, and ends with the telephone`(
        language: PageLanguage
    ) throws {
        for page in try Self.all(language) {
            #expect(page.html.contains("<html lang=\"\(language.rawValue)\""), "\(page.name)")
            #expect(page.html.contains(language == .sq ? "Hyrje me Kartën ID" : "Log in with the ID card"))
            #expect(page.html.contains("<a href=\"tel:+35540000000\">+355 4 000 0000</a>"), "\(page.name)")
            #expect(PageMarkup(page.html).count(class: "slip") == 1, "\(page.name)")
        }
    }

    @Test func `the language switch leads to the same page`() throws {
        let renderer = try PageWorld.renderer()
        let start = renderer.html(PageWorld.start(), in: .sq)
        #expect(start.contains("href=\"/start?a=ATTEMPT&amp;lang=en\""))
        let help = renderer.html(HelpPage(topic: .pin), in: .en)
        #expect(help.contains("href=\"/help/pin?lang=sq\""))
        let answer = renderer.html(PageWorld.answer(), in: .sq)
        #expect(!answer.contains("class=\"languages\""), "a page that answers a POST has no other address")
    }

    @Test func `an unknown language is shown in the first`() throws {
        let renderer = try PageWorld.renderer()
        #expect(renderer.language("de") == nil)
        #expect(renderer.html(FrontPage(), in: PageLanguage(rawValue: "de")).contains("<html lang=\"sq\""))
    }

    @Test(arguments: [
        ([], false, "</small> PORTAL</h2>"), (["TAX"], false, "TAX, through PORTAL</h2>"),
        (["TAX", "POST"], false, "TAX, POST, through PORTAL</h2>"),
        (["TAX"], true, "TAX and others, through PORTAL</h2>"), ([], true, "Another service, through PORTAL</h2>"),
    ])
    func `the pages say for whom a portal asks`(_ names: [String], _ unknown: Bool, _ shown: String) throws {
        var site = PageWorld.site
        (site.name, site.requesters, site.hasUnknownRequester, site.service) = ("PORTAL", names, unknown, "LICENCES")
        let renderer = try PageWorld.renderer()
        for page in [renderer.html(PageWorld.start(site), in: .en), renderer.html(PageWorld.consent(site), in: .en)] {
            #expect(page.contains(shown))
            #expect(page.contains("<dt>Service</dt>") && page.contains("<dd>LICENCES</dd>"))
        }
    }
}
