/// All words of the pages in one language: the typed form of `Templates/languages/CODE.json`.
///
/// Texts are plain. `{site}` and the like are filled in, `**…**` is emphasis; nothing else is markup.
struct PageTexts: Decodable, Sendable {
    /// The language's name in itself, for the switch.
    let name: String
    let months: [String]
    let frame: FrameTexts
    let door: DoorTexts
    let items: [String: ItemTexts]
    /// Values that are words: `true`, `false`, `sex-1`, `sex-2`.
    let values: [String: String]
    let front: FrontTexts
    let start: StartTexts
    let causes: [String: String]
    let consent: ConsentTexts
    let answer: AnswerTexts
    let refusal: RefusalTexts
    let reasons: [String: ReasonTexts]
    let status: StatusTexts
    let help: HelpTexts
    let topics: [String: TopicTexts]
    let services: [String: String]
    let logout: LogoutTexts
    let incident: NoticeTexts
    let notFound: NoticeTexts
}

struct FrameTexts: Decodable, Sendable {
    let title, languages, helpAndContact, lostCard, help, privacy, telephone, caseNumber: String
}

/// The words on the door: who asks, or what the site got.
struct DoorTexts: Decodable, Sendable {
    let asks, gets, got, publicSite, privateSite, purpose, legalBasis, contact: String
    let required, optional, nothingYet, askFirst: String
    let nothing, nothingAtAll, nothingMore, noReason, reasonOnReturn: String
    let runBy, hours: String
    /// Who asks, where a site asks for others: those whom it names, these and more, or nobody that is known here.
    let through, throughMore, throughUnknown, service: String
}

struct ItemTexts: Decodable, Sendable {
    let label: String
    let note: String?
}

struct FrontTexts: Decodable, Sendable {
    let headline, lead, help, first, next: String
    let sections: [SectionTexts]
    let developers, developersLead, metadata, session: String
}

struct StartTexts: Decodable, Sendable {
    let title, headline, lead, steps: String
    let insertWhen, insert, insertHow, chooseWhen, choose, chooseHow, pinWhen, pin, pinHow, pinOrFingerHow: String
    let proceed, shared, go, again, waiting, never, neverTell: String
    let ways, cancel, disturbed: String
    let older, olderWhat, olderGo: String
    let session, sessionAs, sessionGo, sessionOut, sessionElse: String
}

struct ConsentTexts: Decodable, Sendable {
    let title, headline, lead, changed, fromCard, asOf, notMe: String
    let willBeSent, needed, onlyIfYouWish, agree, cancel, review, until: String
    let about, wrongData, agreement: String
    let stays, used, signOut: String
}

struct AnswerTexts: Decodable, Sendable {
    let headline, lead, sending, withheld, sendingNothing, press, go, remove, removeShared: String
}

struct RefusalTexts: Decodable, Sendable {
    let means, what, again, goBack, goTo, goHelp, points, ways, often, oftenWhat: String
    let pictureName, pictureSign, pictureLogin, pictureSays: String
    let activationFree, activationPaid: String
}

/// What a page says about one reason: what happened and what to do.
struct ReasonTexts: Decodable, Sendable {
    let headline: String
    let lead: String?
    /// Goes before the lead where the page knows the day, as `{date}`.
    let dated: String?
    let facts: TextList?
    let steps: TextList?
    let advice: [String]?
    /// Added to the advice where the page knows how long to wait, as `{minutes}`.
    let timed: String?
    let sections: [SectionTexts]?
    /// The words on the button that tries again, where they are other than the usual ones.
    let again: String?
    /// For the developer of a site: what this status means, what to do about it.
    let developer: String
}

struct SectionTexts: Decodable, Sendable {
    let heading: String
    let text: [String]?
    let steps: TextList?
    let facts: TextList?
}

struct StatusTexts: Decodable, Sendable {
    let headline, attributeHeadline, unknown, address, status, person, meaning: String
    let coarse: [String: String]
    let attributes: [String: String]
}

struct HelpTexts: Decodable, Sendable {
    let headline, lead, topics, questions, drivers, before, since, noPoints, points, call, all: String
    let activates: String
}

struct TopicTexts: Decodable, Sendable {
    /// The words of links to this topic.
    let link: String
    let headline: String
    let lead: String?
    let sections: [SectionTexts]
    /// Advice that depends on when the card was issued.
    let before, since: [String]?
    let act: String
}

/// The pages of sessions and of logging out.
struct LogoutTexts: Decodable, Sendable {
    let since, sites, what, signOut, press, go, skip, stop: String
    /// How it stands with a site.
    let states: [String: String]
    let signedIn, remembered, going, complete, alone, partial, none: LogoutWords
}

struct LogoutWords: Decodable, Sendable {
    let headline, lead: String
    let steps: TextList?
}

/// A page of one headline and a little advice.
struct NoticeTexts: Decodable, Sendable {
    let headline, lead: String
    let advice: [String]
    let act: String
}

/// A list in a text file. A template sees whether there is one, and `all` that is in it.
struct TextList: Decodable, Sendable {
    let all: [String]

    init(from decoder: any Decoder) throws {
        all = try decoder.singleValueContainer().decode([String].self)
    }
}
