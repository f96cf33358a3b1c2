import Foundation

extension PathSearch {
    /// Who may have issued the last certificate, the likeliest first (RFC 4158 §3.5).
    func candidates(
        for last: PathCertificate, _ path: [PathCertificate], _ pass: Pass
    ) -> [(PathCertificate, distance: Int)] {
        let named = pool.certificates(named: last.issuer)
        guard !named.isEmpty else { return [] }
        let identifier = last.certificate.authorityKeyIdentifier
        var found: [(PathCertificate, distance: Int)] = []
        for candidate in named {
            guard let distance = pass.distances.distance(candidate), !path.contains(where: { $0 === candidate }),
                !pass.soundOnly
                    || isSound(candidate) && !dead.contains(edge(last, candidate.key))
                        && fits(candidate, above: path)
            else { continue }
            found.append((candidate, distance))
        }
        guard found.count > 1 else { return found }
        func isNamed(_ one: PathCertificate) -> Bool {
            identifier != nil && one.certificate.subjectKeyIdentifier == identifier
        }
        return found.sorted { one, other in
            let (first, second) = (isNamed(one.0), isNamed(other.0))
            if first != second { return first }
            if one.distance != other.distance { return one.distance < other.distance }
            return one.0.certificate.notAfter > other.0.certificate.notAfter
        }
    }

    func isSound(_ certificate: PathCertificate) -> Bool {
        if let known = soundness[ObjectIdentifier(certificate)] { return known }
        let isSound = certificate.isSoundAuthority(inputs)
        soundness[ObjectIdentifier(certificate)] = isSound
        return isSound
    }

    /// What an authority forbids is known before the anchor is reached.
    private func fits(_ candidate: PathCertificate, above path: [PathCertificate]) -> Bool {
        let between = path.dropFirst().count { !$0.isSelfIssued }
        if let length = candidate.constraints.pathLength, between > length { return false }
        if let depth = inputs.maximumDepth, between + (candidate.isSelfIssued ? 0 : 1) > depth { return false }
        guard let names = candidate.constraints.nameConstraints else { return true }
        var subtrees = NameSubtrees()
        subtrees.narrow(by: names)
        return path.enumerated().allSatisfy { place, certificate in
            place > 0 && certificate.isSelfIssued || subtrees.fault(of: certificate, budget) == nil
        }
    }
}
