/// What keeps the pages from being loaded at start.
public enum PageError: Error, Equatable, CustomStringConvertible {
    /// A template or language file that is not there or cannot be read.
    case unreadable(file: String)
    /// A template that Mustache does not accept.
    case template(file: String, problem: String)
    /// A language file that is not JSON, lacks a text or has one of the wrong kind.
    case language(file: String, problem: String)
    /// A text with a `{placeholder}` that no page can fill.
    case placeholder(file: String, name: String)
    /// No language was named.
    case noLanguage

    public var description: String {
        switch self {
        case .unreadable(let file):
            "\(file): cannot be read; install the folder Templates as it was delivered"
        case .template(let file, let problem):
            "\(file): not a Mustache template (\(problem)); compare it with the delivered one"
        case .language(let file, let problem):
            "\(file): \(problem); compare it with en.json"
        case .placeholder(let file, let name):
            "\(file): no page can fill {\(name)}; correct the spelling or leave it out"
        case .noLanguage:
            "porta.yaml: languages: empty; name at least one, like [ sq, en ]"
        }
    }
}
