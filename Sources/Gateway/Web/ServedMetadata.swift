import Foundation
import PKI
import SAML
import Synchronization

/// The metadata as it is served: signed once a day, not once a request.
final class ServedMetadata: Sendable {
    private let door: SAMLDoor
    private let signed = Mutex<(bytes: [UInt8], at: Date)?>(nil)

    init(door: SAMLDoor) { self.door = door }

    func bytes() throws(SAMLError) -> [UInt8] {
        let now = door.clock.now()
        if let held = signed.withLock({ $0 }), abs(now.timeIntervalSince(held.at)) < 24 * 3600 { return held.bytes }
        let bytes = try door.metadata()
        signed.withLock { $0 = (bytes, now) }
        return bytes
    }
}
