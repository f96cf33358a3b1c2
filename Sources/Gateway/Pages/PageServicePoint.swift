/// A place where a card is activated, its PIN reset, where it is revoked or applied for.
public struct PageServicePoint: Hashable, Sendable {
    public enum Service: String, CaseIterable, Sendable {
        case activate, pin, revoke, apply
    }

    public var name: String
    public var address: String
    public var town: String
    public var hours: String?
    public var phone: String?
    public var services: Set<Service>

    public init(
        name: String, address: String, town: String, hours: String? = nil, phone: String? = nil,
        services: Set<Service>
    ) {
        self.name = name
        self.address = address
        self.town = town
        self.hours = hours
        self.phone = phone
        self.services = services
    }

    var context: [String: Any] {
        var context: [String: Any] = ["name": name, "place": "\(address), \(town)"]
        context["hours"] = hours
        if let phone { context["phone"] = ["number": phone, "dial": dialled(phone)] }
        if services.contains(.activate) { context["activates"] = true }
        return context
    }
}
