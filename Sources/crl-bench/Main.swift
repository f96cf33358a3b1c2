import Foundation

/// Measures lists of a nation's size, judgements and validations; `scripts/bench-crl` runs it.
@main struct Bench {
    static func main() async throws {
        let words = CommandLine.arguments.dropFirst()
        if words == ["judge"] { return try await JudgeTrial().run() }
        if words == ["validate"] { return try ValidateTrial().run() }
        guard let verb = words.first, let folder = words.dropFirst().first else { return usage() }
        switch verb {
        case "make": try BenchList.make(in: folder, entries: Int(words.last ?? "") ?? 1_000_000)
        case "load": try await LoadTrial(folder).run()
        case "openssl": try LibraryTrial(folder).run()
        default: usage()
        }
    }

    static func usage() {
        print("crl-bench make FOLDER ENTRIES | load FOLDER | openssl FOLDER | judge | validate")
    }
}

/// Lines of a table.
func say(_ what: String, _ value: String) {
    print(what.padding(toLength: 58, withPad: " ", startingAt: 0) + value)
}

func milliseconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000) ms"
}
