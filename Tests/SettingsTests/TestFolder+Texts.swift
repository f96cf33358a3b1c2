extension TestFolder {
    static let porta = """
        environment: production
        operator:
          name: { sq: Agjencia, en: The Agency }
          phone: "+355 4 000 000"
          privacy: https://agency.example.al/privacy
          logo: logo.svg
        languages: [ sq, en ]
        login-host: login.example.al
        card-domain: card.example.al
        listen: [ "0.0.0.0:443", "[::]:443" ]
        redirect-listen: [ "0.0.0.0:80" ]
        public-port: 443
        operations-listen: "127.0.0.1:9090"
        tls:
          login: { certificate: tls/login.pem, private-key: tls/login.key }
          card: { certificate: tls/card.pem, private-key: tls/card.key }
        saml:
          entity-id: https://login.example.al/saml
          scope: example.al
          signing:
            - { name: rsa, certificate: saml/rsa.pem, private-key: saml/rsa.key }
            - { name: p256, certificate: saml/p256.pem, private-key: saml/p256.key }
        secrets:
          sealing: [ sealing.key ]
          label: [ label.key ]
          pairwise: pairwise.key
          pairwise-backup: 2026-01-31
        store: sqlite:porta.sqlite
        issuer-sets: { 1: [ demo ] }
        times: { start: 45m, card: 5m, consent: 10m }
        retention: { audit: 10y, evidence: 3y }

        """

    static let issuer = """
        name: { sq: Karta, en: The Card }
        verified: true
        operator: { name: Issuer, phone: "+355 4 111 111", hours: 8-16 }
        supervisor: { name: Supervisor, url: https://supervisor.example.al/ }
        anchors: [ root.pem ]
        intermediates: [ issuing.pem ]
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
            - ocsp: http://ocsp.example.al/
            - crl: http://crl.example.al/demo.crl
          when-unavailable: refuse
          refresh: 5m
          max-age: 24h
          max-age-without-next-update: 15m
        card-tls: 1.2-on-request
        activation: { cut-off: 2014-01-01, free: true }
        pin: { digits: 4, biometric: true }
        help:
          service-points: points.csv
          lost-card: { sq: Telefononi, en: Call us }
          coupon: { where: Post office, price: 200 lekë }
          drivers: { windows: https://issuer.example.al/windows }
          subscriber-agreement:
            - { version: "2.5", valid-from: 2014-01-01, file: agreement.pdf }

        """

    static let points = """
        id,name,kind,address,town,lat,lon,hours,phone,services,from,until
        1,"Office, Tirana",municipality,Rruga 1,Tirana,41.3,19.8,8-16,,activate pin,,

        """

    static let site = """
        metadata: portal.xml
        display-name: { sq: Portali, en: The Portal }
        purpose: { sq: Hyrje, en: To log in }
        sector: public
        profile: generic
        service: authentication
        attributes: { required: [ given-name, family-name ], optional: [ national-id ] }
        name-id: pairwise
        pairwise-group: example.al
        national-id: permitted
        status-detail: full
        issuers: [ demo ]
        signing: p256
        language: en

        """

    static func metadata(
        entity: String = "https://portal.example.al/saml", host: String = "portal.example.al", formats: [String] = []
    ) -> String {
        let nameIDs = formats.map { "<md:NameIDFormat>\($0)</md:NameIDFormat>" }.joined()
        return """
            <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="\(entity)" \
            validUntil="2026-12-31T00:00:00Z"><md:SPSSODescriptor \
            protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\(nameIDs)\
            <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" \
            Location="https://\(host)/acs" index="0"/></md:SPSSODescriptor></md:EntityDescriptor>
            """
    }
}
