/// A place where cards are activated, their PIN is reset, and so on: a row of the issuer's list.
public struct ServicePoint: Hashable, Sendable {
    public let id: String
    public let name: String
    public let kind: String
    public let address: String
    public let town: String
    public let latitude: Double?
    public let longitude: Double?
    public let hours: String?
    public let phone: String?
    /// Of `activate`, `pin`, `revoke`, `apply`.
    public let services: Set<String>
    /// Days such as `2026-01-31`, from and until which it is open.
    public let from: String?
    public let until: String?

    static let columns = [
        "id", "name", "kind", "address", "town", "lat", "lon", "hours", "phone", "services", "from", "until",
    ]
    static let knownServices: Set<String> = ["activate", "pin", "revoke", "apply"]
}

extension Setting {
    /// Reads the list: CSV (RFC 4180) with a first line of column names.
    func servicePoints() -> [ServicePoint]? {
        guard let file = file(limit: 4 << 20), let text = file.text else { return nil }
        let rows = CommaSeparated.rows(text)
        let shown = inspection.shown(file.path)
        func refuse(_ line: Int, _ what: String, _ mend: String) {
            inspection.report(
                Finding(severity: .error, file: shown, key: "", line: line, what: what, mend: mend))
        }
        guard rows.first?.cells == ServicePoint.columns else {
            refuse(
                1, "the first line is not that of a list of service points", ServicePoint.columns.joined(separator: ",")
            )
            return nil
        }
        return rows.dropFirst().compactMap { row in
            guard let point = ServicePoint(row.cells) else {
                refuse(
                    row.line, "this is no service point",
                    "give id, name, address and town, and services of \(ServicePoint.knownServices.sorted())")
                return nil
            }
            return point
        }
    }
}

extension ServicePoint {
    fileprivate init?(_ cells: [String]) {
        guard cells.count == Self.columns.count else { return nil }
        func cell(_ index: Int) -> String? { cells[index].isEmpty ? nil : cells[index] }
        guard let id = cell(0), let name = cell(1), let address = cell(3), let town = cell(4) else { return nil }
        let services = Set(cells[9].split(separator: " ").map(String.init))
        guard services.isSubset(of: Self.knownServices) else { return nil }
        self.init(
            id: id, name: name, kind: cells[2], address: address, town: town, latitude: Double(cells[5]),
            longitude: Double(cells[6]), hours: cell(7), phone: cell(8), services: services, from: cell(10),
            until: cell(11))
    }
}
