import Foundation
import Gateway
import Testing

/// threats: S2. Names come from certificates and from sites; they stay names.
struct PageEscapingTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' autofocus onfocus='alert(1)",
        "</title></h1><form action=//evil>", "&lt;b&gt;", "{attempt}", "{{text}}", "**bold**", "a\r\nb\u{0}c",
    ]

    static func escaped(_ text: String) -> String {
        var text = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        text = text.replacing("\"", with: "&quot;").replacing("'", with: "&#39;").replacing("\u{0}", with: "")
        // One Character in Swift, two bytes in HTML.
        return text.replacing("\r\n", with: "&#13;&#10;")
    }

    static func site(_ text: String) -> PageSite {
        PageSite(
            name: text, host: text, sector: .private, emblem: "/\(text)", purpose: text, legalBasis: text,
            contact: text, home: "https://\(text)", requesters: [text, "y"], service: text)
    }

    @Test(arguments: hostile)
    func `markup in a name, a purpose or a relay state stays text`(text: String) throws {
        let renderer = try PageWorld.renderer()
        let site = Self.site(text)
        var answer = PageWorld.answer(site)
        answer.relayState = text
        let hostile = [
            renderer.html(PageWorld.start(site), in: .en),
            renderer.html(PageWorld.consent(site, holder: text), in: .en),
            renderer.html(PageWorld.refusal("revoked", site), in: .en), renderer.html(answer, in: .en),
        ]
        let harmless = [
            renderer.html(PageWorld.start(Self.site("x")), in: .en),
            renderer.html(PageWorld.consent(Self.site("x"), holder: "x"), in: .en),
            renderer.html(PageWorld.refusal("revoked", Self.site("x")), in: .en),
            renderer.html(PageWorld.answer(Self.site("x")), in: .en),
        ]
        for (page, twin) in zip(hostile, harmless) {
            #expect(page.contains(Self.escaped(text)))
            let (markup, plain) = (PageMarkup(page), PageMarkup(twin))
            #expect(markup.problems.isEmpty)
            #expect(
                markup.tags.map(Self.name) == plain.tags.map(Self.name), "the same elements as with a harmless name")
        }
        #expect(
            answer.relayState.map { hostile[3].contains("name=\"RelayState\" value=\"\(Self.escaped($0))\"") } == true)
    }

    private static func name(_ tag: String) -> Substring { tag.prefix { !$0.isWhitespace } }

    @Test(arguments: [
        "javascript:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x", " https://x", "/\\evil",
    ])
    func `an address of another kind is left out`(address: String) throws {
        let renderer = try PageWorld.renderer()
        var answer = PageWorld.answer()
        answer.action = address
        #expect(renderer.html(answer, in: .en).contains("<form id=\"answer\" method=\"post\" action=\"\">"))
    }
}
