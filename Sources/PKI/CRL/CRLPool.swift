import OpenSSL
import Synchronization

/// Lists at hand, in no order and with useless ones among them. What cannot be read is not there.
struct CRLPool: Sendable {
    /// The newest first, so that an old list of the same scope has nothing left to say.
    let lists: [PooledCRL]

    init(_ files: [[UInt8]]) {
        self.init(files.compactMap { try? PooledCRL(der: $0) })
    }

    init(_ lists: [PooledCRL]) {
        self.lists = lists.sorted { one, other in
            guard one.head.thisUpdate == other.head.thisUpdate else {
                return one.head.thisUpdate > other.head.thisUpdate
            }
            return (other.head.number ?? []).isNumber(below: one.head.number ?? [])
        }
    }
}

/// A list with what was found out about it: whose signature it bears is asked once for each key.
final class PooledCRL: Sendable {
    let list: CertificateRevocationList
    let sha256: [UInt8]
    private let signers = Mutex<[Signer: Bool]>([:])

    private struct Signer: Hashable {
        let key: PathKey
        let rules: PathRules
    }

    var head: CRLHead { list.head }

    /// What keeps the list from saying anything about anybody.
    let defect: String?

    init(der: [UInt8]) throws(PKIError) {
        list = try CertificateRevocationList(der: der)
        sha256 = DigestAlgorithm.sha256.digest(der)
        defect = list.head.defect ?? list.entries.defect
    }

    /// RFC 5280 §6.3.3(g).
    ///
    /// - Parameter mayAsk: whether a signature may still be verified; not asked for what is known already.
    func isSigned(by key: PathKey, under rules: PathRules, ifMay mayAsk: () -> Bool) -> Bool {
        let signer = Signer(key: key, rules: rules)
        if let known = signers.withLock({ $0[signer] }) { return known }
        guard mayAsk(), let publicKey = key.publicKey else { return false }
        let isSigned = list.isSigned(by: publicKey, under: rules)
        signers.withLock { known in
            // 16: a name with more keys than that is somebody's attempt to fill the memory.
            if known.count >= 16 { known = [:] }
            known[signer] = isSigned
        }
        return isSigned
    }
}
