import OpenSSL
import Synchronization

/// A public key of a path, decoded when it is first needed and then kept: decoding costs as much as verifying.
final class PathKey: Sendable, Hashable {
    let subjectPublicKeyInfo: [UInt8]
    private let decoded = Mutex<PublicKey??>(nil)

    init(_ subjectPublicKeyInfo: [UInt8]) { self.subjectPublicKeyInfo = subjectPublicKeyInfo }

    /// nil if the library cannot read it.
    var publicKey: PublicKey? {
        decoded.withLock { decoded in
            if let known = decoded { return known }
            let key = try? PublicKey(subjectPublicKeyInfo: subjectPublicKeyInfo)
            decoded = .some(key)
            return key
        }
    }

    static func == (one: PathKey, other: PathKey) -> Bool {
        one === other || one.subjectPublicKeyInfo == other.subjectPublicKeyInfo
    }

    func hash(into hasher: inout Hasher) { hasher.combine(subjectPublicKeyInfo) }
}
