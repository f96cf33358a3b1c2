import OpenSSL
import Synchronization

/// Two cards of different persons with one key: the key was not made on the card, or was copied (threats: C5, R14).
public struct SharedKey: Sendable, Equatable {
    /// SHA-256 of the SubjectPublicKeyInfo.
    public let key: [UInt8]
    /// SHA-256 of the two certificates, the one seen first first.
    public let certificates: [[UInt8]]
    /// The configured issuers of the two.
    public let issuers: [String]
}

/// Remembers whose card a key was seen on. Bounded, and only while the program runs; it names nobody: persons are
/// remembered by a hash whose key is drawn at the start and never leaves.
final class SharedKeys: Sendable {
    private struct Seen: Sendable {
        let person: [UInt8]
        let certificate: [UInt8]
        let issuer: String
        /// The last other certificate that was told of.
        var told: [UInt8]?
    }

    /// About 250 bytes each.
    private static let capacity = 32_768

    private let secret: [UInt8]
    private let seen = Mutex(RecentCards<[UInt8], Seen>(capacity: capacity))

    init(randomness: Randomness) { secret = randomness(32) }

    /// - Returns: what is wrong, once for each other card.
    func look(at marks: CardMarks, certificate: [UInt8], subject: [UInt8]) -> SharedKey? {
        let person = person(marks, subject)
        return seen.withLock { seen in
            guard var known = seen[marks.key] else {
                let first = Seen(person: person, certificate: certificate, issuer: marks.issuer)
                seen.remember(first, for: marks.key)
                return nil
            }
            guard known.person != person, known.told != certificate else { return nil }
            known.told = certificate
            seen.remember(known, for: marks.key)
            return SharedKey(
                key: marks.key, certificates: [known.certificate, certificate], issuers: [known.issuer, marks.issuer])
        }
    }

    /// The person where the card could be read, for a new card may spell the name otherwise; else the whole subject.
    private func person(_ marks: CardMarks, _ subject: [UInt8]) -> [UInt8] {
        guard let holder = marks.holder else { return HMAC.sha256(key: secret, [0] + subject) }
        let name = Array(holder.identityNamespace.utf8) + [0] + Array(holder.nationalID.utf8)
        return HMAC.sha256(key: secret, [1] + name)
    }
}
