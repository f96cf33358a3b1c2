import Foundation
import OpenSSL
import Synchronization

/// Who is logged in at a site, by the secret in the browser's cookie. Bounded: the oldest sessions give way.
final class SiteSessions: Sendable {
    /// More people than ever try a sandbox at once.
    private static let capacity = 10_000

    private struct Entries {
        var visitors: [String: SiteVisitor] = [:]
        var order: [String] = []
        /// Assertions that were accepted, so that none is accepted twice (SAML profiles §4.1.4.5).
        var assertions: Set<String> = []
        var assertionOrder: [String] = []
    }

    private let entries = Mutex(Entries())

    /// Begins a session and gives back its secret; nil if the assertion has been used before.
    func begin(_ visitor: SiteVisitor, assertion: String) -> String? {
        let secret = Base64.encodeURL(Randomness.system(32))
        return entries.withLock { entries in
            guard entries.assertions.insert(assertion).inserted else { return nil }
            entries.assertionOrder.append(assertion)
            entries.visitors[secret] = visitor
            entries.order.append(secret)
            if entries.order.count > Self.capacity {
                entries.visitors.removeValue(forKey: entries.order.removeFirst())
            }
            if entries.assertionOrder.count > Self.capacity {
                entries.assertions.remove(entries.assertionOrder.removeFirst())
            }
            return secret
        }
    }

    func visitor(_ secret: String) -> SiteVisitor? { entries.withLock { $0.visitors[secret] } }

    func end(_ secret: String) {
        entries.withLock { entries in
            if entries.visitors.removeValue(forKey: secret) != nil { entries.order.removeAll { $0 == secret } }
        }
    }
}
