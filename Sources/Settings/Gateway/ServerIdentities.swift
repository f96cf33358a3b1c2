import OpenSSL
import TLS

/// The certificates of the two kinds of host.
struct ServerIdentities {
    let login: TLSIdentity
    let card: TLSIdentity
}

extension Setting {
    func serverIdentities(_ hosts: Hosts?) -> ServerIdentities? {
        table { table in
            let login = table.requiredNested("login")?.serverIdentity { certificate, setting in
                hosts.map { setting.checkLogin(certificate, $0) } ?? true
            }
            let card = table.requiredNested("card")?.serverIdentity { certificate, setting in
                hosts.map { setting.checkCard(certificate, $0) } ?? true
            }
            guard let login, let card else { return nil }
            return ServerIdentities(login: login, card: card)
        }
    }

    private func serverIdentity(_ check: (OperatorCertificate, Setting) -> Bool) -> TLSIdentity? {
        table { table in
            let certificateSetting = table.required("certificate")
            let keySetting = table.required("private-key")
            let chain = certificateSetting?.certificates()
            let key = keySetting?.secretFile()
            guard let certificateSetting, let keySetting, let chain, let leaf = chain.first else { return nil }
            let isCurrent = certificateSetting.checkDates(of: leaf, "certificate")
            let isRightHost = check(leaf, certificateSetting)
            guard isCurrent, isRightHost, let key else { return nil }
            return keySetting.identity(chain, key)
        }
    }

    /// Called on the setting of the key, which is the one at fault if they do not match.
    private func identity(_ chain: [OperatorCertificate], _ key: NamedFile) -> TLSIdentity? {
        let pem = chain.map { PEM.encode($0.bytes, label: "CERTIFICATE") }.joined()
        do throws(TLSError) {
            return try TLSIdentity(certificatePEM: pem, privateKeyPEM: key.text ?? "")
        } catch .keyOfAnotherCertificate {
            error(
                "the key \"\(key.name)\" does not match the certificate",
                "name the key that the certificate was made for")
        } catch .privateKeyUnreadable {
            error("there is no readable key in \"\(key.name)\"", "name an unencrypted PEM private key")
        } catch {
            self.error("the identity cannot be used: \(error)", "name a certificate and its key in PEM")
        }
        return nil
    }

    /// Browsers join connections to hosts that one certificate covers: the card would then be asked for on the wrong
    /// one, or not at all (threats: T5).
    private func checkLogin(_ certificate: OperatorCertificate, _ hosts: Hosts) -> Bool {
        guard certificate.covers(host: hosts.login) else {
            error("the certificate is not for \(hosts.login)", "name one that has it as a subject alternative name")
            return false
        }
        guard !certificate.covers(host: hosts.someCardHost) else {
            error(
                "the certificate of the login host covers *.\(hosts.cardDomain) too",
                "use one for \(hosts.login) alone: browsers join connections to hosts that one certificate covers")
            return false
        }
        return true
    }

    private func checkCard(_ certificate: OperatorCertificate, _ hosts: Hosts) -> Bool {
        guard certificate.covers(host: hosts.someCardHost) else {
            error("the certificate is no wildcard for *.\(hosts.cardDomain)", "name one for exactly that")
            return false
        }
        guard !certificate.covers(host: hosts.login) else {
            error(
                "the certificate of the card hosts covers \(hosts.login) too",
                "use one for *.\(hosts.cardDomain) alone: browsers join connections to hosts that one certificate covers"
            )
            return false
        }
        return true
    }
}
