/// `--trust-anchor A B C` means the same as naming the option three times, which is all that the parser understands.
enum ValidateWords {
    private static let several: Set<String> = [
        "--trust-anchor", "--intermediate", "--crl", "--ocsp", "--policy", "--eku",
    ]
    private static let flags: Set<String> = [
        "--require-explicit-policy", "--inhibit-policy-mapping", "--inhibit-any-policy", "--batch", "--json", "--help",
        "-h",
    ]

    /// The last word is the certificate; so is, where no other word can be, the last one that an option took.
    static func spread(_ words: [String]) -> [String] {
        guard words.first == "validate" else { return words }
        var spread = ["validate"]
        var option: String?
        var wantsValue = false
        var taken: Int?
        var hasCertificate = false
        for (index, word) in words.enumerated().dropFirst() {
            if wantsValue {
                spread.append(word)
                wantsValue = false
            } else if word.hasPrefix("-"), word.count > 1 {
                spread.append(word)
                option = several.contains(word) ? word : nil
                wantsValue = !flags.contains(word) && !word.contains("=")
            } else if let option, index < words.count - 1 {
                spread += [option, word]
                taken = spread.count - 2
            } else {
                spread.append(word)
                hasCertificate = true
            }
        }
        if !hasCertificate, let taken { spread.remove(at: taken) }
        return spread
    }
}
