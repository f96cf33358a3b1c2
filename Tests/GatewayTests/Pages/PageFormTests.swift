import Foundation
import Gateway
import Testing

/// Field names, ids and addresses that browsers, tests and the gateway's routes rely on.
struct PageFormTests {
    @Test func `the start page leads to the card and back`() throws {
        let page = PageMarkup(try PageWorld.renderer().html(PageWorld.start(), in: .sq))
        let card = try #require(page.tag(id: "use-card"))
        #expect(PageMarkup.attribute("href", in: card) == "/card/begin?a=ATTEMPT")
        let shared = try #require(page.tag(id: "use-card-shared"))
        #expect(PageMarkup.attribute("href", in: shared) == "/card/begin?a=ATTEMPT&amp;shared=1")
        #expect(page.tag(id: "way-back")?.contains("method=\"post\" action=\"/return\"") == true)
        #expect(page.tags.contains("input type=\"hidden\" name=\"a\" value=\"ATTEMPT\""))
    }

    @Test func `the start page after a dead handshake says so`() throws {
        var start = PageWorld.start()
        start.cause = "closed"
        start.caseNumber = "4F7K-2M9Q-X"
        let page = try PageWorld.renderer().html(start, in: .en)
        #expect(page.contains("<meta name=\"porta-reason\" content=\"handshake-failed\">"))
        #expect(page.contains("<meta name=\"porta-cause\" content=\"closed\">"))
        #expect(page.contains("<h1>Reading the card was interrupted</h1>"))
        #expect(page.contains("<dd id=\"case-number\">4F7K-2M9Q-X</dd>"))
        #expect(PageMarkup(page).tag(id: "use-card") != nil)
        let plain = try PageWorld.renderer().html(PageWorld.start(), in: .en)
        #expect(!plain.contains("porta-reason") && !plain.contains("porta-cause"))
    }

    @Test func `the older way is offered only where it is granted`() throws {
        let renderer = try PageWorld.renderer()
        var start = PageWorld.start()
        #expect(!renderer.html(start, in: .en).contains("tls=1.2"))
        start.olderWay = true
        #expect(renderer.html(start, in: .en).contains("href=\"/card/begin?a=ATTEMPT&amp;tls=1.2\""))
    }

    @Test func `the consent form has its fields and its four answers, review first`() throws {
        let page = PageMarkup(try PageWorld.renderer().html(PageWorld.consent(), in: .sq))
        #expect(page.tag(id: "consent")?.contains("method=\"post\" action=\"/decision\"") == true)
        for field in [
            "name=\"a\" value=\"ATTEMPT\"", "name=\"p\" value=\"POSSESSION\"", "name=\"c\" value=\"CONSENT\"",
        ] {
            #expect(page.tags.contains("input type=\"hidden\" \(field)"))
        }
        let buttons = page.tags.filter { $0.hasPrefix("button") }.map { PageMarkup.attribute("value", in: $0) }
        #expect(buttons == ["review", "not-me", "agree", "cancel"])
        #expect(page.tags.contains("input type=\"checkbox\" name=\"item\" value=\"national-id\""))
        #expect(!page.tags.contains { $0.contains("value=\"given-name\"") }, "required items are no inputs")
    }

    @Test func `an item without a value is explained in words`() throws {
        let page = try PageWorld.renderer().html(PageWorld.consent(), in: .en)
        #expect(page.contains("Whether you are 18 or older"))
        #expect(page.contains("Personal number (NID): <strong>I55724013M</strong>"))
    }

    @Test func `the answer is a form that a script sends and a button too`() throws {
        let renderer = try PageWorld.renderer()
        let html = renderer.html(PageWorld.answer(), in: .sq)
        let page = PageMarkup(html)
        #expect(page.tag(id: "answer") == "form id=\"answer\" method=\"post\" action=\"https://portal.example.al/acs\"")
        #expect(page.tags.contains("input type=\"hidden\" name=\"SAMLResponse\" value=\"UkVTUE9OU0U=\""))
        #expect(page.tags.contains("input type=\"hidden\" name=\"RelayState\" value=\"STATE\""))
        #expect(page.tags.contains("script src=\"/answer.js\" defer"))
        #expect(html.contains("<dd><ul><li>Numri personal (NID)</li> </ul></dd>"))
        var silent = PageWorld.answer()
        silent.relayState = nil
        silent.sent = []
        silent.withheld = []
        let refused = renderer.html(silent, in: .en)
        #expect(!refused.contains("RelayState"))
        #expect(refused.contains("We are sending nothing about you."))
    }

    @Test func `a list of Service Points has those with the service asked for`() throws {
        let renderer = try PageWorld.renderer()
        let apply = renderer.html(HelpPage(topic: .servicePoints, service: .apply), in: .en)
        #expect(apply.contains("<strong>Bashkia</strong>"))
        let pin = renderer.html(HelpPage(topic: .servicePoints, service: .pin), in: .en)
        #expect(!pin.contains("Bashkia"))
        #expect(pin.contains("We have no list here."))
    }

    @Test func `a status address explains published codes and no others`() {
        for code in publishedReasons + ["refused", "unavailable"] {
            #expect(StatusPage.explains(.status, code), "\(code)")
        }
        #expect(StatusPage.explains(.attribute, "age-over-18"))
        #expect(!StatusPage.explains(.status, "../revoked"))
        #expect(!StatusPage.explains(.attribute, "age-over-x"))
    }
}
