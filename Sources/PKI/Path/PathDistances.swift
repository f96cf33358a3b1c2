/// How many certificates stand at least between a certificate and an anchor.
enum PathDistances {
    case byName([CanonicalName: Int])
    case verified([ObjectIdentifier: Int])
    /// Nothing is known, and no way left out.
    case unknown

    func distance(_ certificate: PathCertificate) -> Int? {
        switch self {
        case .byName(let distances): distances[certificate.issuer]
        case .verified(let distances): distances[ObjectIdentifier(certificate)]
        case .unknown: 0
        }
    }
}

extension PathSearch {
    func nameDistances() -> PathDistances {
        var distances: [CanonicalName: Int] = [:]
        var frontier = Array(anchors.keys)
        var distance = 0
        while !frontier.isEmpty {
            for name in frontier where distances[name] == nil { distances[name] = distance }
            var next: Set<CanonicalName> = []
            for name in frontier {
                for subject in pool.subjects(issuedBy: name) where distances[subject] == nil { next.insert(subject) }
            }
            (frontier, distance) = (Array(next), distance + 1)
        }
        return .byName(distances)
    }

    func verifiedDistances() -> PathDistances {
        var distances: [ObjectIdentifier: Int] = [:]
        struct Vertex: Hashable {
            let name: CanonicalName
            let key: PathKey
        }
        var seen: Set<Vertex> = []
        var frontier = anchors.values.flatMap { $0.map { Vertex(name: $0.name, key: $0.key) } }
        var distance = 0
        while !frontier.isEmpty {
            var next: [Vertex] = []
            for vertex in frontier where seen.insert(vertex).inserted {
                for certificate in pool.certificates(issuedBy: vertex.name)
                where distances[ObjectIdentifier(certificate)] == nil && isSound(certificate) {
                    guard !budget.isSpent else { return .verified(distances) }
                    guard signatures.fault(of: certificate, by: vertex.key) == nil else { continue }
                    distances[ObjectIdentifier(certificate)] = distance
                    next.append(Vertex(name: certificate.subject, key: certificate.key))
                }
                guard budget.isInTime() else { return .verified(distances) }
            }
            (frontier, distance) = (next, distance + 1)
        }
        return .verified(distances)
    }
}
