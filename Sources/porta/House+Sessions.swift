import Fetch
import Gateway
import Login
import Records
import SAML
import Settings

/// What belongs to staying signed in and to logging out.
extension Configuration {
    var logoutAddress: String { names.loginOrigin + "/saml/slo" }

    /// Published where there is something to log out of. The address answers in any case.
    var logoutServices: [SingleLogoutService] {
        guard session != nil else { return [] }
        return [SAMLBinding.redirect, SAMLBinding.post, SAMLBinding.soap].map {
            SingleLogoutService(binding: $0, location: logoutAddress)
        }
    }

    func sessions(_ ledger: SQLiteLedger) -> Sessions? {
        session.map { Sessions(rules: $0, store: ledger) }
    }

    /// Calls to the sites that take part, at the addresses that an operator has laid into the folder with their metadata
    /// and nowhere else (R17): who publishes fetched metadata must not send this house to addresses inside its network.
    func logoutCall() -> LogoutCall {
        let addresses = sites.filter(\.relyingParty.takesSessions)
            .compactMap { $0.serviceProvider.logoutService(SAMLBinding.soap)?.location }
        let origins = Set(addresses.compactMap { FetchOrigin(url: $0) })
        guard session != nil, !origins.isEmpty else { return { _, _ in .notCalled } }
        let fetcher = Fetcher.live(allowing: origins)
        return { url, body in
            guard let origin = FetchOrigin(url: url), origins.contains(origin) else { return .notCalled }
            // Each site has a queue of its own: one that does not answer holds up no other.
            let request = FetchRequest(
                url: url, method: .post(body, contentType: "text/xml; charset=utf-8"), accept: "text/xml", queue: url)
            guard let answer = try? await fetcher.fetch(request), answer.status == 200 else { return .silence }
            return .body(answer.body)
        }
    }
}
