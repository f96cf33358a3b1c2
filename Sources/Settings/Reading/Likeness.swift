/// Finds what somebody probably meant.
enum Likeness {
    /// The known word that is only a slip away from this one.
    static func closest(to word: String, among known: some Collection<String>) -> String? {
        let slips = known.map { (word: $0, distance: distance(word, $0)) }
        guard let best = slips.min(by: { ($0.distance, $0.word) < ($1.distance, $1.word) }) else { return nil }
        // Two letters changed places in a short word count as two.
        return best.distance <= (word.count < 5 ? 1 : max(2, word.count / 3)) ? best.word : nil
    }

    /// Levenshtein's distance. Words of more than 100 characters are no slips of anything.
    static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.lowercased().utf8.prefix(100))
        let b = Array(b.lowercased().utf8.prefix(100))
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let replaced = diagonal + (left == right ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[b.count]
    }
}
