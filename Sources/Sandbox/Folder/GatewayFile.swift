import DemoPKI

/// `porta.yaml`.
enum GatewayFile {
    static func text(_ addresses: SandboxAddresses) -> String {
        let ports = addresses.ports
        return """
            # The sandbox's gateway: everything on loopback, with an issuer of its own. Not for production.
            environment: sandbox
            operator:
              name: { sq: "Qendra Kombëtare e Identitetit", en: "National Identity Centre" }
              phone: "+355 4 000 0000"
              hours: "08:00–16:00"
            languages: [ sq, en ]
            login-host: \(SandboxAddresses.loginHost)
            card-domain: \(SandboxAddresses.cardDomain)
            listen: [ "127.0.0.1:\(ports.gateway)" ]
            redirect-listen: [ "127.0.0.1:\(ports.redirect)" ]
            public-port: \(ports.gateway)
            operations-listen: "127.0.0.1:\(ports.operations)"
            tls:
              login: { certificate: tls/login.pem, private-key: tls/login.key }
              card: { certificate: tls/card.pem, private-key: tls/card.key }
            saml:
              entity-id: \(addresses.entityID)
              scope: porta.localhost
              signing:
                - { name: rsa, certificate: saml/rsa.pem, private-key: saml/rsa.key }
                - { name: p256, certificate: saml/p256.pem, private-key: saml/p256.key }
            secrets:
              sealing: [ secrets/sealing.key ]
              label: [ secrets/label.key ]
              pairwise: secrets/pairwise.key
            store: sqlite:porta.sqlite
            issuer-sets: { 1: [ demo ] }
            times: { start: 45m, card: 5m, consent: 10m }
            retention: { audit: 10y, evidence: 3y }

            """
    }
}

/// `issuers/demo.yaml`.
enum IssuerFile {
    static func text(_ addresses: SandboxAddresses) -> String {
        """
        # The demo issuer. Anybody who has this folder has its keys: outside the sandbox it must never be trusted.
        name: { sq: "Lëshuesi Demo", en: "Demo Issuer" }
        verified: false
        environment: sandbox
        operator: { name: { sq: "Porta, kuti rëre", en: "Porta Sandbox" }, phone: "+355 4 000 0000", hours: "08:00–16:00" }
        anchors: [ demo-root.pem ]
        intermediates: [ demo-issuing.pem ]
        accept:
          key-usage: [ digitalSignature ]
          extended-key-usage: [ clientAuth ]
          policies: [ 1.3.6.1.4.1.99999.1.1 ]
        identity:
          namespace: AL-NID
          national-id: { attribute: serialNumber, pattern: "^[A-T0-9][0-9]{8}[A-W]$" }
          given-name: { attribute: givenName }
          family-name: { attribute: surname }
        revocation:
          sources:
            - { ocsp: "\(addresses.authority.ocsp)" }
            - { crl: "\(addresses.authority.crl)" }
          when-unavailable: refuse
          refresh: 5m
          max-age: 24h
          max-age-without-next-update: 15m
        card-tls: 1.2-on-request
        activation: { cut-off: 2014-01-01, free: true }
        pin: { digits: 4, biometric: true }
        help:
          service-points: points.csv
          lost-card:
            sq: "Telefononi +355 4 000 0000 dhe kërkoni shfuqizimin e kartës. Kjo nuk zhbëhet."
            en: "Call +355 4 000 0000 and have the card revoked. This cannot be undone."
          readers:
            sq: "Mjafton çdo lexues kartash me çip, edhe ai i kompjuterit."
            en: "Any chip card reader will do, also one that is built into the computer."
          subscriber-agreement: [ { version: "2.5", valid-from: 2014-01-01, file: agreement-2.5.txt } ]

        """
    }
}

/// `relying-parties/NAME.yaml`.
enum RelyingPartyFile {
    static func text(_ site: SiteDescription) -> String {
        let optional = site.optional.isEmpty ? "" : ", optional: [ \(site.optional.joined(separator: ", ")) ]"
        let permitted = site.optional.contains("national-id") ? "national-id: permitted\n" : ""
        return """
            metadata: \(site.name).xml
            display-name: \(both(site.displayName))
            purpose: \(both(site.purpose))
            legal-basis: \(both(site.legalBasis))
            contact: \(quoted(site.contact))
            logo: \(site.name).svg
            language: \(site.language)
            sector: \(site.sector)
            profile: generic
            service: authentication
            attributes: { required: [ \(site.required.joined(separator: ", ")) ]\(optional) }
            name-id: pairwise
            \(permitted)status-detail: \(site.statusDetail)
            signing: \(site.signing)
            issuers: [ demo ]

            """
    }
}
