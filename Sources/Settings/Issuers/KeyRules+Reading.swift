import OpenSSL
import PKI

extension Setting {
    /// `{ rsa: 3072-4096, curves: [ P-256 ] }`: what is not named keeps its default.
    func keyRules() -> KeyRules? {
        table { table in
            var rules = KeyRules()
            if let setting = table.value("rsa") { rules.rsaBits = setting.rsaBits() }
            if let setting = table.value("curves"), let curves = setting.list({ $0.curve() }) {
                rules.curves = Set(curves)
            }
            guard rules.rsaBits != nil || !rules.curves.isEmpty else {
                error("no kind of key is left", "allow RSA, or name a curve")
                return nil
            }
            return rules
        }
    }

    /// nil: none, or an error that was reported.
    private func rsaBits() -> ClosedRange<Int>? {
        guard let text = text(), text != "none" else { return nil }
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        let widest = KeyRules.widestRSA
        guard bounds.count == 2, let least = bounds[0], let most = bounds[1], least <= most, widest.contains(least),
            widest.contains(most)
        else {
            error(
                "\"\(text)\" is no range of sizes within \(widest.lowerBound) to \(widest.upperBound) bits",
                "write it as 3072-4096, or none")
            return nil
        }
        return least...most
    }

    private func curve() -> Curve? {
        guard let text = text() else { return nil }
        guard let curve = Curve(rawValue: text) else {
            error("\"\(text)\" is no curve that can be used", "name P-256, P-384 or P-521")
            return nil
        }
        return curve
    }

    /// A file of keys that are known to be in wrong hands: one SHA-256 in hex a line, `#` before a comment.
    func blockedKeys() -> BlockedKeys? {
        // 16 MB: a quarter of a million keys.
        guard let file = file(limit: 16 << 20), let text = file.text else { return nil }
        var digests: Set<[UInt8]> = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let entry = String(line.prefix { $0 != "#" }).trimmingSpaces
            guard !entry.isEmpty else { continue }
            guard let digest = Hex.decode(entry), digest.count == 32 else {
                inspection.report(
                    Finding(
                        severity: .error, file: inspection.shown(file.path), key: "", line: index + 1,
                        what: "this is no SHA-256 of a key",
                        mend: "write 64 hexadecimal digits: those of the DER of its SubjectPublicKeyInfo"))
                return nil
            }
            digests.insert(digest)
        }
        return BlockedKeys(digests)
    }
}
