import OpenSSL

import struct Foundation.Date

/// A document on its way to become an edition.
struct EditionMaking {
    let source: MetadataSource
    let notes: EditionNotes
    let entities: [EntityText]
    /// The faults of entities that are left out, and whatever else the operator should see.
    let findings: [MetadataFinding]

    /// Verifies and judges a document. Faults of single entities leave these out; one of the file refuses all of it.
    init(_ bytes: [UInt8], of source: MetadataSource, at now: Date) throws(MetadataTrouble) {
        // Without a key anything would be believed.
        guard !source.keys.isEmpty else {
            throw .refused(MetadataFinding(.error, .signatureMissing, entity: nil, at: "/", "no key is pinned"))
        }
        let check = MetadataCheck(
            sandbox: source.sandbox, remote: true, signedBy: source.keys, at: now, furthest: source.furthest)
        let (report, entities, validUntil) = check.texts(bytes)
        let faults = report.findings.filter { $0.severity == .error }
        guard !entities.isEmpty else {
            throw .refused(faults.first ?? MetadataFinding(.error, .noServiceProvider, entity: nil, at: "/", "no site"))
        }
        self.source = source
        self.entities = entities
        findings = faults
        let refused = Set(faults.compactMap(\.entity).map(ExactText.init)).count
        notes = EditionNotes(
            source: source.identity, digest: DigestAlgorithm.sha256.digest(bytes), fetched: now,
            validUntil: validUntil, refused: refused, others: max(0, report.entities.count - entities.count - refused))
    }

    /// The edition in memory alone.
    func edition(_ notes: EditionNotes) -> MetadataEdition {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entities.reduce(0) { $0 + $1.bytes.count })
        for entity in entities { bytes += entity.bytes }
        return MetadataEdition(notes, .memory(bytes), places, sandbox: source.sandbox)
    }

    private var places: [ExactText: EntityPlace] {
        var places: [ExactText: EntityPlace] = [:]
        places.reserveCapacity(entities.count)
        var offset = 0
        for entity in entities {
            let range = offset..<(offset + entity.bytes.count)
            places[ExactText(entity.id)] = EntityPlace(id: entity.id, range: range, until: entity.until)
            offset = range.upperBound
        }
        return places
    }
}

extension MetadataEdition {
    /// Whether it may take the place of another: neither older, nor missing more sites than may go at once (S11).
    func checkThatItMayFollow(_ held: MetadataEdition, _ source: MetadataSource) throws(MetadataTrouble) {
        if let end = notes.validUntil, let other = held.notes.validUntil, end < other {
            throw .older(end: end, held: other)
        }
        let gone = missing(of: held)
        // Two may always go: a fifth of five sites is one.
        guard gone <= max(2, held.count * source.mostVanished / 100) else {
            throw .shrunk(gone: gone, of: held.count)
        }
    }
}
