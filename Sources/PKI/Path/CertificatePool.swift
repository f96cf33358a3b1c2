/// Certificates that may stand between a target and an anchor: in any order, with useless ones among them.
///
/// Only names are read at first; a certificate is decoded when its name is needed, and then once for all cases.
final class CertificatePool {
    /// An own entry for every certificate given, with both names.
    private struct Entry {
        let der: [UInt8]
        let subject: CanonicalName
        let issuer: CanonicalName
        var decoded: PathCertificate??
    }

    private var entries: [Entry] = []
    private var bySubject: [CanonicalName: [Int]] = [:]
    private(set) lazy var byIssuer: [CanonicalName: [Int]] = Dictionary(
        grouping: entries.indices, by: { entries[$0].issuer })
    private let manner: CertificateReading
    private let shelf: CertificateShelf
    private let budget: PathBudget

    /// - Parameter shelf: certificates that were read before.
    init(_ certificates: [[UInt8]], as manner: CertificateReading, shelf: CertificateShelf, budget: PathBudget) {
        (self.manner, self.shelf, self.budget) = (manner, shelf, budget)
        var seen = Set<[UInt8]>()
        for der in certificates where seen.insert(der).inserted {
            guard let entry = entry(der) else { continue }  // what cannot be read is ignored
            bySubject[entry.subject, default: []].append(entries.count)
            entries.append(entry)
        }
    }

    /// For an issuer's certificates, which are decoded already.
    init(_ certificates: [PathCertificate], as manner: CertificateReading, shelf: CertificateShelf, budget: PathBudget)
    {
        (self.manner, self.shelf, self.budget) = (manner, shelf, budget)
        for certificate in certificates {
            bySubject[certificate.subject, default: []].append(entries.count)
            entries.append(
                Entry(
                    der: certificate.certificate.der, subject: certificate.subject, issuer: certificate.issuer,
                    decoded: .some(certificate)))
        }
    }

    var count: Int { entries.count }

    func certificates(named name: CanonicalName) -> [PathCertificate] { bySubject[name]?.compactMap(certificate) ?? [] }

    /// Subjects of the certificates that bear this issuer name.
    func subjects(issuedBy name: CanonicalName) -> [CanonicalName] { byIssuer[name]?.map { entries[$0].subject } ?? [] }

    func certificates(issuedBy name: CanonicalName) -> [PathCertificate] {
        byIssuer[name]?.compactMap(certificate) ?? []
    }

    /// A certificate whose key identifier is this one, whatever its name; not looked for among very many.
    func certificate(withKeyIdentifier identifier: [UInt8]) -> PathCertificate? {
        guard entries.count <= 256 else { return nil }
        return entries.indices.lazy.compactMap(certificate).first { $0.certificate.subjectKeyIdentifier == identifier }
    }

    private func certificate(_ index: Int) -> PathCertificate? {
        if let known = entries[index].decoded { return known }
        guard budget.spendReading(of: entries[index].der.count) else { return nil }
        let certificate = shelf.certificate(entries[index].der, as: manner)
        entries[index].decoded = .some(certificate)
        return certificate
    }

    private func entry(_ der: [UInt8]) -> Entry? {
        if let known = shelf.known(der, as: manner) {
            return Entry(der: der, subject: known.subject, issuer: known.issuer, decoded: .some(known))
        }
        guard let (issuer, subject) = Self.names(in: der) else { return nil }
        return Entry(der: der, subject: CanonicalName(encoded: subject), issuer: CanonicalName(encoded: issuer))
    }

    /// Finds the two names without reading the rest (RFC 5280 §4.1).
    private static func names(in der: [UInt8]) -> (issuer: [UInt8], subject: [UInt8])? {
        guard der.count <= Certificate.maximumLength else { return nil }
        do throws(DERCursor.Malformed) {
            var file = DERCursor(der)
            var parts = DERCursor(der, in: try file.next(0x30).content)
            var body = DERCursor(der, in: try parts.next(0x30).content)
            if body.tag == 0xA0 { _ = try body.next() }
            _ = try body.next(0x02)
            _ = try body.next(0x30)
            let issuer = try body.next(0x30).whole
            _ = try body.next(0x30)
            return (Array(der[issuer]), Array(der[try body.next(0x30).whole]))
        } catch {
            return nil
        }
    }
}
