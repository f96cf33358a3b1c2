import Foundation

/// One language at work: its texts, its calendar, and the values that stand on every page. Made once, never copied.
final class Tongue: Sendable {
    let language: PageLanguage
    let texts: PageTexts
    let calendar: PageCalendar
    let values: [String: String]

    init(language: PageLanguage, texts: PageTexts, house: PageHouse, timeZone: TimeZone) {
        let calendar = PageCalendar(texts: texts, timeZone: timeZone)
        let activation = house.card.activationFree ? texts.refusal.activationFree : texts.refusal.activationPaid
        self.language = language
        self.texts = texts
        self.calendar = calendar
        values = [
            "number": house.operator.phone, "dial": dialled(house.operator.phone),
            "operator": house.operator.name[language], "hours": house.operator.hours?[language] ?? "",
            "privacy": house.operator.privacy.map(webAddress) ?? "",
            "operator-emblem": house.operator.emblem.map(webAddress) ?? "",
            "digits": String(house.card.pinDigits), "activation": activation,
            "cut-off": house.card.activationCutOff.map(calendar.day) ?? "",
        ]
    }
}
