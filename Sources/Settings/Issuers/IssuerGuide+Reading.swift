import Foundation
import Login

extension Table {
    func guide(_ displayName: LocalizedText, _ languages: [Language]) -> IssuerGuide {
        let `operator` = nested("operator")?.contact(languages)
        let supervisor = nested("supervisor")?.supervisor(languages)
        let activation = nested("activation")?.activation()
        let pin = nested("pin")?.pin()
        let help = nested("help")?.help(languages)
        return IssuerGuide(
            displayName: displayName, operatorName: `operator`?.name, phone: `operator`?.phone,
            hours: `operator`?.hours, supervisorName: supervisor?.name, supervisorAddress: supervisor?.address,
            cardTLS: value("card-tls")?.choice(CardTLS.self) ?? .tls13, activation: activation,
            pinDigits: pin?.digits ?? 4, biometric: pin?.biometric ?? false, help: help?.texts ?? .none,
            agreements: help?.agreements ?? [], servedFiles: help?.files ?? [])
    }
}

extension IssuerHelp {
    static let none = IssuerHelp(
        servicePoints: [], lostCard: nil, couponPlace: nil, couponPrice: nil, readers: nil, abroad: nil, drivers: [:])
}

extension Setting {
    fileprivate func contact(_ languages: [Language]) -> (name: LocalizedText?, phone: String?, hours: String?)? {
        table { table in
            (
                table.nested("name")?.words(languages), table.value("phone")?.shownText(),
                table.value("hours")?.shownText()
            )
        }
    }

    fileprivate func supervisor(_ languages: [Language]) -> (name: LocalizedText?, address: String?)? {
        table { table in
            (table.nested("name")?.words(languages), table.value("url")?.address(["https", "http"]))
        }
    }

    fileprivate func activation() -> IssuerGuide.Activation? {
        table { table in
            let isFree = table.value("free")?.bool() ?? false
            return table.required("cut-off")?.day().map { IssuerGuide.Activation(cutOff: $0, isFree: isFree) }
        }
    }

    fileprivate func pin() -> (digits: Int, biometric: Bool)? {
        table { table in
            (table.value("digits")?.integer(4...12) ?? 4, table.value("biometric")?.bool() ?? false)
        }
    }

    fileprivate func help(
        _ languages: [Language]
    ) -> (texts: IssuerHelp, agreements: [SubscriberAgreement], files: [ServedFile])? {
        table { table in
            let coupon = table.nested("coupon")?.coupon(languages)
            let agreements = table.value("subscriber-agreement")?.list { $0.agreement() } ?? []
            let texts = IssuerHelp(
                servicePoints: table.value("service-points")?.servicePoints() ?? [],
                lostCard: table.nested("lost-card")?.words(languages), couponPlace: coupon?.place,
                couponPrice: coupon?.price, readers: table.nested("readers")?.words(languages),
                abroad: table.nested("abroad")?.words(languages), drivers: table.nested("drivers")?.drivers() ?? [:])
            return (texts, agreements.map { $0.agreement }, agreements.map { $0.file })
        }
    }

    private func coupon(_ languages: [Language]) -> (place: LocalizedText?, price: LocalizedText?)? {
        table { table in
            (table.nested("where")?.words(languages), table.nested("price")?.words(languages))
        }
    }

    private func drivers() -> [String: String]? {
        table { table in
            var drivers: [String: String] = [:]
            for system in ["windows", "macos", "linux"] { drivers[system] = table.value(system)?.address() }
            return drivers
        }
    }

    private func agreement() -> (agreement: SubscriberAgreement, file: ServedFile)? {
        table { table in
            let version = table.required("version")?.shownText()
            let validFrom = table.required("valid-from")?.day()
            let file = table.required("file")?.document()
            guard let version, let validFrom, let file else { return nil }
            return (SubscriberAgreement(version: version, validFrom: validFrom, path: file.path), file)
        }
    }
}
