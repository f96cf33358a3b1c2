import Fetch
import Glibc
import Synchronization

/// An HTTP server as small as a test needs: one thread, one answer of raw bytes for each connection.
final class LoopbackServer: Sendable {
    /// How a connection is answered.
    enum Answer: Sendable {
        case bytes(String)
        /// The head, then one byte each tenth of a second until the client leaves.
        case drip(String)
        /// Reads and says nothing until the client leaves.
        case silence
    }

    let port: UInt16
    private let listener: Int32
    private let heard = Mutex<[String]>([])

    init(_ answer: Answer) {
        var (listener, port): (Int32, UInt16) = (-1, 0)
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, length)
                _ = listen(listener, 16)
                _ = getsockname(listener, address, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        self.listener = listener
        self.port = port
        start(answer)
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    var url: String { "http://127.0.0.1:\(port)" }
    var origin: FetchOrigin { FetchOrigin(url: url)! }
    /// What clients sent, one text a connection.
    var requests: [String] { heard.withLock { $0 } }

    private func start(_ answer: Answer) {
        var thread = pthread_t()
        let work = Work { [listener, weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                let request = Self.read(client)
                self?.heard.withLock { $0.append(request) }
                Self.reply(answer, to: client)
                close(client)
            }
            close(listener)
        }
        pthread_create(
            &thread, nil,
            { context in
                Unmanaged<Work>.fromOpaque(context!).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        pthread_detach(thread)
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func read(_ client: Int32) -> String {
        var (received, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4_096))
        while !isWhole(received) {
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received += buffer[..<count]
        }
        return String(decoding: received, as: UTF8.self)
    }

    private static func isWhole(_ received: [UInt8]) -> Bool {
        let text = String(decoding: received, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return false }
        guard let length = text.range(of: "Content-Length: ") else { return true }
        return text[end.upperBound...].utf8.count >= Int(text[length.upperBound...].prefix { $0.isNumber }) ?? 0
    }

    private static func reply(_ answer: Answer, to client: Int32) {
        switch answer {
        case .bytes(let text): send(client, text, text.utf8.count, Int32(MSG_NOSIGNAL))
        case .drip(let head):
            send(client, head, head.utf8.count, Int32(MSG_NOSIGNAL))
            while send(client, "x", 1, Int32(MSG_NOSIGNAL)) == 1 { usleep(100_000) }
        case .silence:
            var byte: UInt8 = 0
            while recv(client, &byte, 1, 0) > 0 {}
        }
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? {
        ranges(of: text).first
    }
}
