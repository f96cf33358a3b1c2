public import Foundation

/// Says of a certificate whether it is revoked, while the path it stands in is judged (RFC 5280 §6.1.3(a)(3)).
///
/// The search asks from the anchor downwards, and only after signature and validity were found in order. Whatever is
/// not `good` or `unchecked` makes the path fail, and the search goes on with the next one. No network: all data are at
/// hand. A witness may be asked the same question for several paths of one case; it is not asked about the anchor.
protocol RevocationWitness {
    func status(of question: RevocationQuestion) -> RevocationStatus
}

enum RevocationStatus: Sendable, Equatable {
    /// Nobody is to be asked about this certificate.
    case unchecked
    case good(RevocationFacts)
    /// Also on hold. The detail says why and since when.
    case revoked(RevocationFacts, detail: String)
    /// Nothing that is verified, fresh and in scope decides: one of the `revocation…` reasons, and the data that came
    /// nearest. Also a verified OCSP `unknown`, which `isFinal`: no other source is asked after it.
    case undetermined(ValidationReason, detail: String, RevocationFacts?, isFinal: Bool = false)

    var facts: RevocationFacts? {
        switch self {
        case .unchecked: nil
        case .good(let facts), .revoked(let facts, _): facts
        case .undetermined(_, _, let facts, _): facts
        }
    }
}

/// By which data a status is known.
public struct RevocationFacts: Sendable, Equatable {
    public let source: RevocationSource.Kind
    public let thisUpdate: Date
    public let nextUpdate: Date?

    init(_ source: RevocationSource.Kind, thisUpdate: Date, nextUpdate: Date?) {
        (self.source, self.thisUpdate, self.nextUpdate) = (source, thisUpdate, nextUpdate)
    }
}

/// One certificate of a path, and all that a witness may need to know about its place.
struct RevocationQuestion {
    let certificate: PathCertificate
    /// Working issuer name and key at this place of the path, with the certificate they come from, if there is one.
    let issuer: PathSigner
    /// 0 for the target, 1 for its issuer, …
    let distanceFromTarget: Int
    /// The certificates between this one and the anchor, the issuer first; neither this one nor the anchor.
    let above: [PathCertificate]
    let anchor: PathAnchor
    /// nil: no dates are checked.
    let moment: Date?
    /// How many questions this one is asked on behalf of: 0 in the target's own path, 1 in that of a CRL issuer, …
    let nesting: Int

    let search: PathSearch

    /// Whether the case has used up its work: then answer at once, whatever it is.
    var isOutOfBudget: Bool { search.budget.isSpent }

    /// All who may have signed a CRL or an OCSP answer under this name: the issuer itself, the anchor, then
    /// certificates at hand. Names are compared as RFC 5280 §7.1 wants. Whether they are to be believed is another
    /// question: `isTrusted`.
    func signers(named name: CanonicalName) -> [PathSigner] {
        var found = [issuer, anchor.signer].filter { $0.name == name }
        if found.count == 2, found[0].key == found[1].key { found.removeLast() }
        let others = above + search.pool.certificates(named: name)
        for certificate in others where certificate.subject == name {
            if !found.contains(where: { $0.certificate === certificate }) { found.append(certificate.signer) }
        }
        return found
    }

    /// Whether a path leads from the signer to the very anchor that this question's path ends at, as RFC 5280 §6.3.3(f)
    /// demands of a CRL's issuer. The issuer of the question itself and the anchor are trusted without more.
    ///
    /// - Parameter witness: judges the revocation of that path's certificates; nil asks nobody. It is asked with
    ///   `nesting` one higher; beyond `maximumNesting` nobody is trusted.
    func isTrusted(_ signer: PathSigner, asking witness: (any RevocationWitness)?) -> Bool {
        if signer.name == issuer.name, signer.key == issuer.key { return true }
        if signer.name == anchor.name, signer.key == anchor.key { return true }
        guard let certificate = signer.certificate, nesting < Self.maximumNesting else { return false }
        return search.isTrusted(certificate, under: anchor, asking: witness, nesting: nesting + 1)
    }

    /// A CRL whose issuer is known by another CRL, whose issuer …: nobody builds that.
    static let maximumNesting = 6
}

/// Who signs certificates, CRLs or OCSP answers: a name and a key.
struct PathSigner: Sendable {
    let name: CanonicalName
    let key: PathKey
    /// nil where an anchor came as name and key alone.
    let certificate: PathCertificate?
}
