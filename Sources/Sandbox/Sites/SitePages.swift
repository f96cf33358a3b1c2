import Foundation
import Mustache

/// Renders the pages of one site.
struct SitePages: Sendable {
    private let site: SiteDescription
    private let layout: MustacheTemplate
    private let homePage: MustacheTemplate
    private let mePage: MustacheTemplate
    private let refusedPage: MustacheTemplate

    init(_ site: SiteDescription) throws {
        self.site = site
        let isPortal = site == .portal
        layout = try MustacheTemplate(string: isPortal ? PortalPages.layout : ShopPages.layout)
        homePage = try MustacheTemplate(string: isPortal ? PortalPages.home : ShopPages.home)
        mePage = try MustacheTemplate(string: isPortal ? PortalPages.me : ShopPages.me)
        refusedPage = try MustacheTemplate(string: isPortal ? PortalPages.refused : ShopPages.refused)
    }

    func home(_ language: SiteLanguage) -> String {
        let values: [String: Any] = ["sq": language == .sq, "bikes": ShopPages.bikes]
        return page(homePage, values, language, title: title(language, "", ""))
    }

    func me(_ visitor: SiteVisitor, _ language: SiteLanguage) -> String {
        let rows = visitor.items.map { item in
            [
                "label": SiteTexts.label(item.code, language), "value": item.value, "code": item.code,
                "name": item.name,
            ]
        }
        let values: [String: Any] = [
            "sq": language == .sq, "name": visitor.displayName, "time": Self.clockTime(visitor.since),
            "rows": rows, "hasNumber": visitor.items.contains { $0.code == "serialNumber" },
        ]
        return page(mePage, values, language, title: title(language, "Faqja ime – ", "My page – "))
    }

    /// The page of a login that did not come about: the status codes, or none where the answer was no good.
    func refused(codes: [String], _ language: SiteLanguage) -> String {
        let rows = codes.enumerated().map { place, code in
            ["label": SiteTexts.statusLabel(place, language), "code": code]
        }
        let values: [String: Any] = [
            "sq": language == .sq, "meaning": SiteTexts.meaning(of: codes, language), "codes": rows,
            "hasStatus": !rows.isEmpty,
        ]
        return page(refusedPage, values, language, title: title(language, "Nuk keni hyrë – ", "Not logged in – "))
    }

    private func page(
        _ template: MustacheTemplate, _ values: [String: Any], _ language: SiteLanguage, title: String
    ) -> String {
        let whole: [String: Any] = [
            "language": language.rawValue, "sq": language == .sq, "title": title,
            "css": site == .portal ? PortalStyle.css : ShopStyle.css, "content": template.render(values),
        ]
        return layout.render(whole)
    }

    private func title(_ language: SiteLanguage, _ sq: String, _ en: String) -> String {
        if site == .shop { return en + "Rrota: electric bikes for a day" }
        return language == .sq ? sq + site.displayName.sq : en + site.displayName.en
    }

    /// Hours and minutes where this machine stands.
    private static func clockTime(_ date: Date) -> String {
        let parts = Calendar.current.dateComponents([.hour, .minute], from: date)
        let minute = parts.minute ?? 0
        return "\(parts.hour ?? 0):\(minute < 10 ? "0" : "")\(minute)"
    }
}

/// The language of a page; the shop has English alone.
enum SiteLanguage: String, Sendable {
    case sq, en
}
