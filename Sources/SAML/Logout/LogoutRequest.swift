import SignedXML

public import struct Foundation.Date

/// A request to end sessions (SAML core §3.7.1), read from what its sender has signed.
public struct LogoutRequest: Sendable {
    public let id: String
    public let version: String
    public let issueInstant: Date
    public let destination: String?
    public let issuer: String
    /// After it the request means nothing.
    public let notOnOrAfter: Date?
    /// Why, as a URI.
    public let reason: String?
    public let nameID: NameID
    /// The sessions meant; none means all of the person's.
    public let sessionIndexes: [String]
    /// Whether no answer is awaited (SAML asynchronous single logout §2.1).
    public let isAsynchronous: Bool

    static let name = SAMLNamespace.samlp("LogoutRequest")
    /// A person has a handful of sessions at one site; more is not read.
    static let mostSessions = 32

    /// Whether the request means a session that was opened with this name at this site (SAML core §3.7.3.1, §2.2.2).
    ///
    /// Qualifiers that are not written mean the parties themselves.
    public func concerns(_ held: NameID, sessionIndex: String?, at entityID: String, of provider: String) -> Bool {
        guard sameBytes(nameID.value, held.value), sameBytes(nameID.format, held.format),
            sameBytes(nameID.nameQualifier ?? provider, held.nameQualifier ?? provider),
            sameBytes(nameID.spNameQualifier ?? entityID, held.spNameQualifier ?? entityID)
        else { return false }
        guard !sessionIndexes.isEmpty else { return true }
        return sessionIndex.map { held in sessionIndexes.contains { sameBytes($0, held) } } ?? false
    }
}

extension LogoutRequest {
    /// - Parameter keys: open an `EncryptedID`. Only a request whose signature was verified comes here.
    init(_ element: XMLElement, opening keys: [DecryptionKey]) throws(SAMLError) {
        let reading = try LogoutReading(element, name: Self.name)
        (id, version, issueInstant) = (reading.id, reading.version, reading.issueInstant)
        (destination, issuer) = (reading.destination, reading.issuer)
        if let text = element.attribute("NotOnOrAfter") {
            guard let date = SAMLTime.date(text.trimmingXMLSpace) else { throw .malformed("NotOnOrAfter is no time") }
            notOnOrAfter = date
        } else {
            notOnOrAfter = nil
        }
        reason = element.attribute("Reason")
        nameID = try reading.nameID(opening: keys)
        let indexes = element.elements(SAMLNamespace.samlp("SessionIndex"))
        guard indexes.count <= Self.mostSessions else { throw .malformed("too many elements SessionIndex") }
        sessionIndexes = indexes.compactMap { $0.text?.trimmingXMLSpace }
        guard sessionIndexes.count == indexes.count else { throw .malformed("SessionIndex is no text") }
        isAsynchronous =
            element.elements(SAMLNamespace.samlp("Extensions")).first?.elements
            .contains { $0.name == XMLName(SAMLNamespace.asynchronousLogout.uri, "Asynchronous") } ?? false
    }

    /// Why a request that was read is not carried out, each with its status (SAML core §3.7.3).
    public enum Fault: String, Error, CaseIterable, Sendable {
        case wrongVersion = "wrong-version"
        /// Addressed to somebody else, or signed for the browser to carry without an address.
        case wrongDestination = "wrong-destination"
        case stale
        case fromTheFuture = "from-the-future"
        /// NotOnOrAfter has passed.
        case expired

        public var status: SAMLStatus {
            switch self {
            case .wrongVersion: SAMLStatus(.versionMismatch)
            case .wrongDestination, .stale, .fromTheFuture, .expired: SAMLStatus(.requester, .requestDenied)
            }
        }
    }

    /// - Parameter destinations: our own addresses for the binding by which it came.
    public func check(
        destinations: [String], binding: String, at now: Date, oldest: Duration = .seconds(600),
        clockSkew: Duration = .seconds(180)
    ) throws(Fault) {
        let skew = Double(clockSkew.components.seconds)
        guard version == "2.0" else { throw .wrongVersion }
        if let destination {
            guard destinations.contains(where: { sameBytes($0, destination) }) else { throw .wrongDestination }
        } else if !sameBytes(binding, SAMLBinding.soap) {
            throw .wrongDestination
        }
        let age = now.timeIntervalSince(issueInstant)
        if age > Double(oldest.components.seconds) { throw .stale }
        if -age > skew { throw .fromTheFuture }
        if let notOnOrAfter, notOnOrAfter.addingTimeInterval(skew) <= now { throw .expired }
    }
}
