import Foundation

/// A port of loopback that nobody listens on.
func freePort() throws -> Int {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            bind(listener, pointer, length) == 0 && getsockname(listener, pointer, &length) == 0
        }
    }
    guard bound else { throw WorldError("no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
}

struct WorldError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
