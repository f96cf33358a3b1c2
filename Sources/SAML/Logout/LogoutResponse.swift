import SignedXML

public import struct Foundation.Date

/// An answer to a request to end sessions (SAML core §3.7.2).
public struct LogoutResponse: Sendable {
    public let id: String
    public let issueInstant: Date
    public let destination: String?
    public let issuer: String
    public let inResponseTo: String?
    public let status: SAMLStatus

    static let name = SAMLNamespace.samlp("LogoutResponse")

    init(_ element: XMLElement) throws(SAMLError) {
        let reading = try LogoutReading(element, name: Self.name)
        guard reading.version == "2.0" else { throw .malformed("the Version is not 2.0") }
        (id, issueInstant) = (reading.id, reading.issueInstant)
        (destination, issuer) = (reading.destination, reading.issuer)
        inResponseTo = element.attribute("InResponseTo")
        status = try SAMLStatus(of: element)
    }

    /// Whether it answers that very request, here and now.
    public func answers(
        _ requestID: String, destinations: [String], at now: Date, oldest: Duration = .seconds(600),
        clockSkew: Duration = .seconds(180)
    ) -> Bool {
        let age = now.timeIntervalSince(issueInstant)
        return inResponseTo.map { sameBytes($0, requestID) } == true
            && (destination.map { address in destinations.contains { sameBytes($0, address) } } ?? true)
            && age <= Double(oldest.components.seconds) && -age <= Double(clockSkew.components.seconds)
    }
}

extension SAMLStatus {
    /// Reads `samlp:Status` (SAML core §3.2.2.1).
    init(of response: XMLElement) throws(SAMLError) {
        let name = SAMLNamespace.samlp("StatusCode")
        guard let status = response.elements(SAMLNamespace.samlp("Status")).first,
            let first = status.elements(name).first, let top = first.attribute("Value")
        else { throw .malformed("the response has no status") }
        let second = first.elements(name).first
        self.init(
            top: top, second: second?.attribute("Value"),
            third: second?.elements(name).first?.attribute("Value"),
            message: status.elements(SAMLNamespace.samlp("StatusMessage")).first?.text)
    }
}

/// How a logout ended, with the status that says so and nothing better (saml2int SDP-IDP31).
public enum LogoutOutcome: String, CaseIterable, Sendable {
    /// Every session is over.
    case complete
    /// Ours is; another site's could not be reached, or would not end (SAML core §3.7.3.2).
    case partial
    /// Nobody here goes by that name.
    case unknownPrincipal = "unknown-principal"
    /// The person wished to stay.
    case denied
    /// The request cannot be met in this way.
    case unsupported
    case failed

    public var status: SAMLStatus {
        switch self {
        case .complete: .success
        case .partial: SAMLStatus(.success, .partialLogout)
        case .unknownPrincipal: SAMLStatus(.requester, .unknownPrincipal)
        case .denied: SAMLStatus(.responder, .requestDenied)
        case .unsupported: SAMLStatus(.requester, .requestUnsupported)
        case .failed: SAMLStatus(.responder)
        }
    }
}
