import Foundation
import Glibc

/// Stands between a real client and the server for one connection, and changes how the client's bytes are cut.
final class Relay: @unchecked Sendable {  // immutable after `init`
    enum Manner: Sendable {
        /// Each byte by itself.
        case byteByByte
        /// The client's first record as so many records.
        case hello(records: Int)
        case whole
    }

    let port: Int
    private let listener: Int32
    private let server: RawSocket

    init(to server: Int, _ manner: Manner) throws {
        self.server = try RawSocket(port: server)
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = RawSocket.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &address) { [listener] in
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                guard bind(listener, $0, length) == 0, listen(listener, 1) == 0 else { return 0 }
                getsockname(listener, $0, &length)
                return Int(UnsafeRawPointer($0).load(as: sockaddr_in.self).sin_port.bigEndian)
            }
        }
        guard port != 0 else { throw RawSocket.Failure() }
        Thread.detachNewThread { [listener, inner = self.server] in
            let outer = accept(listener, nil, nil)
            guard outer >= 0 else { return }
            let client = RawSocket(descriptor: outer)
            Thread.detachNewThread { Self.pump(from: inner, to: client) }
            Self.forward(from: client, to: inner, manner)
        }
    }

    deinit { Glibc.close(listener) }

    /// Closes the client's half towards the server; the other way stays open.
    func halfClose() { server.halfClose() }

    private static func pump(from source: RawSocket, to target: RawSocket) {
        while let bytes = source.receive(), !bytes.isEmpty, target.send(bytes) {}
        target.halfClose()
    }

    private static func forward(from client: RawSocket, to server: RawSocket, _ manner: Manner) {
        var chunks = 0
        while let bytes = client.receive(), !bytes.isEmpty {
            chunks += 1
            switch manner {
            case .byteByByte: for byte in bytes { server.send([byte]) }
            case .hello(let records):
                for piece in chunks > 1 ? [bytes] : cut(bytes, into: records) { server.send(piece) }
            case .whole: server.send(bytes)
            }
        }
        server.halfClose()
    }

    private static func cut(_ record: [UInt8], into count: Int) -> [[UInt8]] {
        let body = Array(record.dropFirst(5))
        let size = (body.count + count - 1) / count
        return stride(from: 0, to: body.count, by: size).map { start in
            ClientHello.record(body[start..<min(start + size, body.count)])
        }
    }
}
