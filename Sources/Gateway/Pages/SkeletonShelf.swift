import Mustache
import Synchronization

/// Keeps the skeleton of every shape that was shown, so that Mustache runs once for each and not for each visitor.
final class SkeletonShelf: Sendable {
    private struct Key: Hashable, Sendable {
        let shape: PageShape
        let language: PageLanguage
    }

    /// Shapes follow from configuration and reason codes: some hundreds. The limit only bounds the memory.
    private static let limit = 1024

    private let library: MustacheLibrary
    private let house: PageHouse
    private let languages: [[String: String]]
    private let kept = Mutex<[Key: Skeleton]>([:])

    init(library: MustacheLibrary, house: PageHouse, languages: [[String: String]]) {
        self.library = library
        self.house = house
        self.languages = languages
    }

    func skeleton(
        of shape: PageShape, in tongue: Tongue, context: (PageTexts, PageHouse) -> [String: Any]
    ) -> Skeleton {
        let key = Key(shape: shape, language: tongue.language)
        if let skeleton = kept.withLock({ $0[key] }) { return skeleton }
        let context = common(shape, tongue).merging(context(tongue.texts, house)) { _, special in special }
        let skeleton = Skeleton(library.render(context, withTemplate: shape.template) ?? "")
        kept.withLock { kept in
            if kept.count >= Self.limit { kept.removeAll() }
            kept[key] = skeleton
        }
        return skeleton
    }

    private func common(_ shape: PageShape, _ tongue: Tongue) -> [String: Any] {
        var context: [String: Any] = ["text": tongue.texts, "language": tongue.language.rawValue]
        context["languages"] = languages.map { language in
            language["code"] == tongue.language.rawValue ? language.merging(["current": "true"]) { $1 } : language
        }
        if !shape.weather.isEmpty { context["weather"] = shape.weather }
        if house.operator.hours != nil { context["hasHours"] = true }
        if house.operator.privacy != nil { context["hasPrivacy"] = true }
        if house.operator.emblem != nil { context["operatorEmblem"] = true }
        if house.card.biometric { context["biometric"] = true }
        for flag in shape.flags { context[flag] = true }
        return context
    }
}
