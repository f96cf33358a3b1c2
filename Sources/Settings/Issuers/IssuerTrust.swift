import OpenSSL
import PKI

/// The certificates that an issuer's cards must lead to.
struct IssuerTrust {
    let anchors: [Certificate]
    let intermediates: [Certificate]
    /// Who signs indirect lists and issues no cards.
    let listIssuers: [Certificate]
}

extension Table {
    func trust() -> IssuerTrust? {
        let setting = required("anchors")
        let anchors = setting?.authorities("trust anchor")
        let intermediatesSetting = value("intermediates")
        let intermediates = intermediatesSetting?.authorities("intermediate") ?? []
        guard let anchors, let setting else { return nil }
        // CVE-2023-1664: empty trust was taken for trust in everybody.
        guard !anchors.isEmpty else {
            setting.error("there is no trust anchor", "name at least one certificate, as [ root.pem ]")
            return nil
        }
        intermediatesSetting?.checkPaths(from: intermediates, to: anchors)
        let listIssuers = value("list-issuers")?.list { $0.listIssuersOfFile() }.map { $0.flatMap(\.self) } ?? []
        return IssuerTrust(anchors: anchors, intermediates: intermediates, listIssuers: listIssuers)
    }
}

extension Setting {
    fileprivate func authorities(_ noun: String) -> [Certificate]? {
        list { $0.authoritiesOfFile(noun) }.map { $0.flatMap(\.self) }
    }

    /// The certificates of one file.
    private func authoritiesOfFile(_ noun: String) -> [Certificate]? {
        guard let found = certificates() else { return nil }
        var certificates: [Certificate] = []
        for one in found {
            guard let certificate = try? Certificate(der: one.bytes), certificate.isAuthority else {
                error(
                    "the \(noun) is no certificate of an authority",
                    "name the certificate that signs cards or the one above it")
                return nil
            }
            if let defect = certificate.defectAsAuthority {
                error("the \(noun) \(defect)", "ask the issuer for the certificate that signs cards today")
                return nil
            }
            guard checkDates(of: one, noun) else { return nil }
            certificates.append(certificate)
        }
        return certificates
    }

    /// Whether they may sign lists, and who issued them, is looked at with the whole issuer.
    fileprivate func listIssuersOfFile() -> [Certificate]? {
        guard let found = certificates() else { return nil }
        return found.compactMap { one in
            guard let certificate = try? Certificate(der: one.bytes) else {
                error("the list issuer's certificate cannot be read", "name the certificate that signs the lists")
                return nil
            }
            return checkDates(of: one, "list issuer's certificate") ? certificate : nil
        }
    }

    /// An intermediate that leads nowhere would refuse all of its cards, one by one.
    fileprivate func checkPaths(from intermediates: [Certificate], to anchors: [Certificate]) {
        guard let paths = try? TrustedPaths(anchors: anchors, intermediates: intermediates) else {
            return error("the certificates cannot be used", "use RSA of 2048 bits or more, or a named curve")
        }
        for certificate in intermediates {
            guard let defect = paths.defect(of: certificate, at: inspection.now) else { continue }
            error("an intermediate leads to no anchor (\(defect))", "add the root that signed it to anchors")
        }
    }
}
