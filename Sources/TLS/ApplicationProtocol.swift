import COpenSSL

/// ALPN, RFC 7301: HTTP/1.1 and nothing else, so that no browser joins two hosts on one connection (R5, T5).
enum ApplicationProtocol {
    static let name = Array("http/1.1".utf8)

    /// Where the name stands in the client's list of length-prefixed names.
    static func position(in list: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        while index < list.count {
            let length = unsafe Int(list[index])
            let end = index + 1 + length
            guard length > 0, end <= list.count else { return nil }
            if unsafe list[(index + 1)..<end].elementsEqual(name) { return index + 1 }
            index = end
        }
        return nil
    }
}

/// A client that speaks ALPN but no HTTP/1.1 gets no_application_protocol (RFC 7301 §3.2): what it would send next
/// is meant for another kind of server.
func protocolsOffered(
    ssl: OpaquePointer?, chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    length: UnsafeMutablePointer<UInt8>?, list: UnsafePointer<UInt8>?, count: UInt32, _: UnsafeMutableRawPointer?
) -> Int32 {
    guard let list = unsafe list, let chosen = unsafe chosen, let length = unsafe length,
        let position = unsafe ApplicationProtocol.position(in: UnsafeBufferPointer(start: list, count: Int(count)))
    else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    unsafe chosen.pointee = unsafe list + position
    unsafe length.pointee = UInt8(ApplicationProtocol.name.count)
    return SSL_TLSEXT_ERR_OK
}
