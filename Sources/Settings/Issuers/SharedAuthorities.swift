import PKI

extension Inspection {
    /// One authority in two issuers: which of the two rules its cards would be chance.
    func checkSharedAuthorities(_ issuers: [IssuerSettings]) {
        var owners: [[UInt8]: String] = [:]
        for issuer in issuers.map(\.issuer) {
            for key in issuer.issuingKeys {
                guard let other = owners.updateValue(issuer.name, forKey: key) else { continue }
                report(
                    Finding(
                        severity: .error, file: "issuers/\(issuer.name).yaml",
                        key: issuer.intermediates.isEmpty ? "anchors" : "intermediates", line: nil,
                        what: "an authority that issues cards is named in issuers/\(other).yaml too",
                        mend: "keep it in one of the two files, for its cards can have one set of rules only"))
            }
        }
    }
}
