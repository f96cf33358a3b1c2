/// What decides the structure of a page, apart from the values in it.
///
/// Pages of one shape differ in their values alone: the structure is rendered once by Mustache and kept.
struct PageShape: Hashable, Sendable {
    let template: String
    /// A reason code, a help topic or another word that chooses the texts.
    var topic = ""
    var flags: Set<String> = []
    /// Item codes, by the name of the list.
    var lists: [String: [String]] = [:]
    /// The tint of the gate: empty for "the way is open".
    var weather = ""

    init(_ template: String) { self.template = template }
}

/// A page: a shape, and the values that go into it.
///
/// Only templates and language files reach Mustache. Every other value stands in the shape as a `{name}`
/// and is escaped when it is filled in, so that a name with markup in it stays a name.
protocol Page: Sendable {
    var shape: PageShape { get }

    /// The address that shows this page again by GET, for the language switch; nil where there is none.
    var address: String? { get }

    /// What the template needs beyond the common texts. Static, so that it cannot know more than the shape does.
    static func context(of shape: PageShape, texts: PageTexts, house: PageHouse) -> [String: Any]

    func values(_ calendar: PageCalendar) -> [String: String]
}
