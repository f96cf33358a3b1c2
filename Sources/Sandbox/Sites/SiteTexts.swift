/// The words by which a site explains what it got.
enum SiteTexts {
    /// What an attribute is called; its technical name where there is no better one.
    static func label(_ code: String, _ language: SiteLanguage) -> String {
        guard let text = labels[code] else { return code }
        return language == .sq ? text.sq : text.en
    }

    /// What the codes of a SAML status mean for the visitor, from the narrowest known one.
    static func meaning(of codes: [String], _ language: SiteLanguage) -> String {
        let words = codes.reversed().compactMap { code in
            code.split(whereSeparator: { $0 == "/" || $0 == ":" }).last.flatMap { meanings[String($0)] }
        }
        let text = words.first ?? (codes.isEmpty ? notAccepted : other)
        return language == .sq ? text.sq : text.en
    }

    /// First, second or third code (SAML core §3.2.2.2).
    static func statusLabel(_ place: Int, _ language: SiteLanguage) -> String {
        let names = [
            BothLanguages("Kodi i përgjithshëm", "Top-level code"), BothLanguages("Kodi i dytë", "Second code"),
            BothLanguages("Kodi i tretë", "Third code"),
        ]
        let text = names[min(max(place, 0), 2)]
        return language == .sq ? text.sq : text.en
    }

    private static let notAccepted = BothLanguages(
        "Përgjigjja që na erdhi nuk mund të pranohet. Nisni hyrjen nga fillimi.",
        "The answer that reached us cannot be accepted. Please begin the login again.")
    private static let other = BothLanguages(
        "Hyrja me Kartën ID nuk u krye.", "The login with the ID card was not completed.")

    private static let labels: [String: BothLanguages] = [
        "givenName": BothLanguages("Emri", "Given name"),
        "sn": BothLanguages("Mbiemri", "Family name"),
        "displayName": BothLanguages("Emri i plotë", "Full name"),
        "serialNumber": BothLanguages("Numri personal (NID)", "Personal number (NID)"),
        "NameID": BothLanguages("Identifikues vetëm për këtë faqe", "Identifier for this site only"),
        "AuthnContextClassRef": BothLanguages("Niveli", "Level"),
    ]

    /// By the last part of a status URI.
    private static let meanings: [String: BothLanguages] = [
        "revoked": BothLanguages(
            "Karta është shfuqizuar dhe nuk hap më asnjë faqe. Ju duhet një kartë e re.",
            "The card has been revoked and opens no site any more. You need a new card."),
        "on-hold": BothLanguages(
            "Karta është pezulluar përkohësisht.", "The card is suspended for the time being."),
        "expired": BothLanguages("Karta ka skaduar.", "The card has expired."),
        "not-yet-valid": BothLanguages("Karta nuk vlen ende.", "The card is not valid yet."),
        "wrong-certificate-signature": BothLanguages(
            "U zgjodh certifikata e nënshkrimit. Për hyrjen duhet certifikata e autentifikimit.",
            "The signing certificate was chosen. Logging in needs the authentication certificate."),
        "unknown-issuer": BothLanguages(
            "Karta është lëshuar nga dikush që nuk njihet.", "The card comes from an issuer that is not known."),
        "unknown-to-issuer": BothLanguages(
            "Lëshuesi nuk e njeh ende këtë kartë. Provoni përsëri pas pak.",
            "The issuer does not know this card yet. Try again in a while."),
        "no-certificate": BothLanguages(
            "Shfletuesi nuk ofroi asnjë kartë.", "The browser offered no card."),
        "handshake-failed": BothLanguages(
            "Lidhja me kartën u ndërpre.", "The connection with the card was cut off."),
        "cancelled": BothLanguages("Ju e anuluat hyrjen.", "You cancelled the login."),
        "not-me": BothLanguages(
            "Ju thatë se karta nuk është juaja.", "You said that the card is not yours."),
        "attempt-expired": BothLanguages(
            "Kaloi shumë kohë. Nisni hyrjen nga fillimi.", "It took too long. Please begin the login again."),
        "unavailable": BothLanguages(
            "Hyrja me Kartën ID nuk është e mundur për momentin.",
            "Logging in with the ID card is not possible just now."),
        "revocation-unavailable": BothLanguages(
            "Lëshuesi i kartës nuk u përgjigj. Provoni përsëri pas pak.",
            "The card's issuer did not answer. Try again in a while."),
        "revocation-stale": BothLanguages(
            "Të dhënat e lëshuesit të kartës janë të vjetra. Provoni përsëri pas pak.",
            "The card issuer's data are too old. Try again in a while."),
        "overloaded": BothLanguages(
            "Porta është e ngarkuar. Provoni përsëri pas pak.", "The gate is busy. Try again in a while."),
        "refused": BothLanguages(
            "Me këtë kartë hyrja nuk ishte e mundur. Vetë porta ju tha arsyen.",
            "Logging in was not possible with this card. The gate itself told you why."),
        "RequestDenied": BothLanguages(
            "Kjo faqe kërkoi më shumë se sa lejohet.", "This site asked for more than it may have."),
        "NoPassive": BothLanguages(
            "Hyrja kërkon kartën.", "Logging in needs the card."),
    ]
}
