import Foundation
import Glibc

/// A TCP connection to a test server, for bytes that no TLS client would send.
final class RawSocket: @unchecked Sendable {  // a descriptor, used by one thread at a time in each direction
    let descriptor: Int32

    struct Failure: Error {}

    init(descriptor: Int32) { self.descriptor = descriptor }

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port)
        let done = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard done == 0 else { throw Failure() }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { Glibc.close(descriptor) }

    static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return address
    }

    /// False when the peer is gone.
    @discardableResult
    func send(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)
        while !rest.isEmpty {
            let sent = Glibc.send(descriptor, rest, rest.count, Int32(MSG_NOSIGNAL))
            guard sent > 0 else { return false }
            rest.removeFirst(sent)
        }
        return true
    }

    /// What comes next; empty at the end, nil after a reset.
    func receive() -> [UInt8]? {
        var space = [UInt8](repeating: 0, count: 16384)
        let count = recv(descriptor, &space, space.count, 0)
        return count < 0 ? nil : Array(space.prefix(count))
    }

    /// All that comes until the peer closes; nil if it ended with a reset.
    func receiveAll() -> [UInt8]? {
        var all: [UInt8] = []
        while true {
            guard let next = receive() else { return nil }
            if next.isEmpty { return all }
            all += next
        }
    }

    func halfClose() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// From now on, closing sends a reset.
    func resetOnClose() {
        var setting = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &setting, socklen_t(MemoryLayout<Glibc.linger>.size))
    }
}
