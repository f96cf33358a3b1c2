public import Fetch
import Foundation
import OpenSSL

/// A card issuer as configured: whom it trusts, what it accepts, how it names people, where its revocations are.
public struct CardIssuer: Sendable {
    /// The name of its file: `demo` for `issuers/demo.yaml`.
    public let name: String
    /// What people see, by language.
    public let displayName: [String: String]
    public let anchors: [Certificate]
    public let intermediates: [Certificate]
    public let accept: AcceptanceRules
    public let identity: IdentityMapping
    public let revocation: RevocationRules
    public let lifeCycle: IssuerLifeCycle
    /// Whether somebody has proven these rules with real cards; without that only a sandbox starts.
    public let verified: Bool

    /// Every certificate that may have issued a card, with its key decoded.
    let authorities: [IssuingAuthority]
    /// Who signs indirect lists and issues no cards (RFC 5280 §5.2.5, `cRLIssuer`).
    let listIssuers: [IssuingAuthority]

    /// - Parameter listIssuers: certificates that an anchor or intermediate has issued and that may sign lists.
    public init(
        name: String, displayName: [String: String] = [:], anchors: [Certificate], intermediates: [Certificate],
        accept: AcceptanceRules, identity: IdentityMapping, revocation: RevocationRules, verified: Bool,
        lifeCycle: IssuerLifeCycle = IssuerLifeCycle(), listIssuers: [Certificate] = []
    ) throws(PKIError) {
        func fail(_ reason: String) -> PKIError { .unusableIssuer(name, reason: reason) }
        guard !anchors.isEmpty else { throw fail("no anchor; name at least one certificate in anchors") }
        guard !revocation.sources.isEmpty else {
            throw fail("no revocation source; name an ocsp or crl address in revocation: sources")
        }
        let lists = revocation.deltas.values.map { RevocationSource.crl($0) }
        for source in revocation.sources + lists where source.origin == nil && source.path == nil {
            throw fail("\(source.url) is no address to ask; write http://… or https://… without user name or fragment")
        }
        guard revocation.refresh > .zero, revocation.maxAge > .zero, revocation.deadline > .zero else {
            throw fail("revocation: refresh, max-age and the deadline must be longer than nothing")
        }
        guard !accept.keyUsages.isEmpty else { throw fail("accept: key-usage is empty; write [ digitalSignature ]") }
        var authorities: [IssuingAuthority] = []
        for certificate in intermediates + anchors {
            do { authorities.append(try IssuingAuthority(certificate)) } catch {
                throw fail("a key cannot be read: \(error)")
            }
        }
        self.listIssuers = try listIssuers.map { certificate throws(PKIError) in
            guard certificate.keyUsage?.contains(.cRLSign) == true else {
                throw fail("a certificate in list-issuers may not sign lists: its key usage lacks cRLSign")
            }
            guard authorities.contains(where: { $0.issued(certificate) }) else {
                throw fail("a certificate in list-issuers was issued by none of anchors and intermediates")
            }
            do { return try IssuingAuthority(certificate) } catch { throw fail("a key cannot be read: \(error)") }
        }
        (self.name, self.displayName, self.verified) = (name, displayName, verified)
        (self.anchors, self.intermediates, self.authorities) = (anchors, intermediates, authorities)
        (self.accept, self.identity, self.revocation) = (accept, identity, revocation)
        self.lifeCycle = lifeCycle
    }

    /// Who may have signed a list that comes now.
    func signersOfLists(at now: Date) -> [IssuingAuthority] {
        authorities + listIssuers.filter { $0.certificate.notBefore <= now && now < $0.certificate.notAfter + 1 }
    }

    /// Where this issuer's revocations come from, for the fetcher's list of allowed origins.
    public var origins: Set<FetchOrigin> {
        Set((revocation.sources + revocation.deltas.values.map { .crl($0) }).compactMap(\.origin))
    }

    /// DER of the subjects of its certificates: the CA names that a browser is shown.
    public var authorityNames: [[UInt8]] { (intermediates.isEmpty ? anchors : intermediates).map(\.subject.der) }
}
