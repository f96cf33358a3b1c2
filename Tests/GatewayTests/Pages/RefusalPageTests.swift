import Foundation
import Gateway
import Testing

struct RefusalPageTests {
    static let languages = PageTests.languages

    static func reasons(_ language: PageLanguage) throws -> [String: [String: Any]] {
        let file = PageWorld.templates.appending(path: "languages/\(language.rawValue).json")
        let texts = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        return try #require(texts?["reasons"] as? [String: [String: Any]])
    }

    @Test(arguments: languages)
    func `every published reason has its texts and its manner, and there are no others`(
        language: PageLanguage
    ) throws {
        let reasons = try Self.reasons(language)
        #expect(Set(reasons.keys) == Set(publishedReasons))
        #expect(Set(RefusalManner.all.keys) == Set(publishedReasons))
        for (reason, texts) in reasons {
            #expect(texts["headline"] is String && texts["developer"] is String, "\(reason)")
            let says = ["lead", "facts"].contains { texts[$0] != nil } || reason == "no-certificate"
            #expect(says, "\(reason) says what happened")
            let advises = ["advice", "steps", "facts"].contains { texts[$0] != nil }
            #expect(advises, "\(reason) says what to do")
        }
    }

    @Test func `both languages say the same things`() throws {
        let (sq, en) = (try Self.reasons(.sq), try Self.reasons(.en))
        for reason in publishedReasons {
            #expect(Set(sq[reason, default: [:]].keys) == Set(en[reason, default: [:]].keys), "\(reason)")
        }
    }

    @Test(arguments: publishedReasons)
    func `a refusal says its code to programs, and the case number, but shows no code`(reason: String) throws {
        let page = try PageWorld.renderer().html(PageWorld.refusal(reason), in: .en)
        #expect(page.contains("<meta name=\"porta-reason\" content=\"\(reason)\">"))
        #expect(page.contains("<dd id=\"case-number\">4F7K-2M9Q-X</dd>"))
        let nothing = page.contains("Portali i Shërbimeve received nothing about you.")
        // Who comes back to an answered login may have sent data the first time.
        #expect(nothing == (reason != "attempt-used"))
        let form = try #require(PageMarkup(page).tag(id: "way-back"))
        #expect(form.contains("method=\"post\" action=\"/return\""))
        #expect(page.contains("name=\"r\" value=\"REFUSAL\""))
        #expect(page.contains("name=\"a\" value=\"ATTEMPT\""))
    }

    @Test(arguments: ["revoked", "expired", "on-hold", "unknown-to-issuer", "card-blocked", "weak-key"])
    func `a card that will not do is not asked for again`(reason: String) throws {
        let page = try PageWorld.renderer().html(PageWorld.refusal(reason), in: .en)
        #expect(PageMarkup(page).tag(id: "use-card") == nil)
    }

    @Test(arguments: ["no-certificate", "wrong-certificate-signature", "not-me", "revocation-unavailable"])
    func `where another try may help there is a button for it`(reason: String) throws {
        let page = try PageWorld.renderer().html(PageWorld.refusal(reason), in: .en)
        let button = try #require(PageMarkup(page).tag(id: "use-card"))
        #expect(PageMarkup.attribute("href", in: button) == "/card/begin?a=ATTEMPT")
        var over = PageWorld.refusal(reason)
        over.mayRetry = false
        #expect(PageMarkup(try PageWorld.renderer().html(over, in: .en)).tag(id: "use-card") == nil)
    }

    @Test func `the weather tells waiting from refused`() throws {
        let renderer = try PageWorld.renderer()
        let waiting = renderer.html(PageWorld.refusal("revocation-unavailable"), in: .en)
        #expect(waiting.contains("<html lang=\"en\" class=\"waiting\">"))
        #expect(waiting.contains("Try again in 10 minutes."))
        #expect(renderer.html(PageWorld.refusal("revoked"), in: .en).contains("class=\"refused\""))
    }

    @Test func `the page tells whether the site learns the reason`() throws {
        let renderer = try PageWorld.renderer()
        let coarse = renderer.html(PageWorld.refusal("revoked"), in: .sq)
        #expect(coarse.contains("Nuk i themi as arsyen."))
        var site = PageWorld.site
        site.learnsReason = true
        let full = renderer.html(PageWorld.refusal("revoked", site), in: .sq)
        #expect(!full.contains("Nuk i themi as arsyen."))
        #expect(full.contains("Kur të ktheheni, i themi arsyen."))
    }

    @Test func `days are written as the language writes them`() throws {
        let renderer = try PageWorld.renderer()
        #expect(renderer.html(PageWorld.refusal("expired"), in: .sq).contains("Afati mbaroi më 14 mars 2024."))
        #expect(renderer.html(PageWorld.refusal("expired"), in: .en).contains("The term ended on 14 March 2024."))
        #expect(renderer.html(PageWorld.consent(), in: .en).contains("You have time until 10:42."))
    }

    @Test func `only where a wrong PIN may be the cause the page warns of its counter`() throws {
        let renderer = try PageWorld.renderer()
        let warning = "after some wrong tries the card locks it"
        #expect(renderer.html(PageWorld.refusal("no-certificate"), in: .en).contains(warning))
        #expect(!renderer.html(PageWorld.refusal("unknown-issuer"), in: .en).contains(warning))
        var first = PageWorld.refusal("no-certificate")
        first.failures = 1
        #expect(!renderer.html(first, in: .en).contains(warning))
    }

    @Test func `a code without texts is shown as an error of ours`() throws {
        let page = try PageWorld.renderer().html(PageWorld.refusal("no-such-code"), in: .en)
        #expect(page.contains("<meta name=\"porta-reason\" content=\"internal\">"))
    }
}
