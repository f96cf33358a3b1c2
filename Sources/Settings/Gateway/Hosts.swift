/// The names by which browsers reach the gateway.
struct Hosts {
    let login: String
    let cardDomain: String

    /// A card host as a click makes them: one label of 47 characters below the domain.
    var someCardHost: String { String(repeating: "a", count: 47) + "." + cardDomain }
}

extension Table {
    func hosts(isSandbox: Bool) -> Hosts? {
        let loginSetting = required("login-host")
        let cardSetting = required("card-domain")
        let login = loginSetting?.host()
        let card = cardSetting?.host()
        guard let login, let card, let loginSetting, let cardSetting else { return nil }
        // A wildcard for the card domain would cover the login host, and browsers would join their connections (R3).
        guard login != card, !login.hasSuffix("." + card) else {
            loginSetting.error("lies within the card domain \(card)", "use names beside each other: login.… and card.…")
            return nil
        }
        guard card.utf8.count <= 200 else {
            cardSetting.error("is too long for the labels before it", "use a domain of at most 200 characters")
            return nil
        }
        for (setting, name) in [(loginSetting, login), (cardSetting, card)]
        where !isSandbox && (name == "localhost" || name.hasSuffix(".localhost")) {
            setting.error("names below localhost are for the sandbox only", "use a name of your own domain")
            return nil
        }
        return Hosts(login: login, cardDomain: card)
    }
}
