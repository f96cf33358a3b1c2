import Fetch
import Glibc
import Synchronization

/// A real HTTP server on loopback, as naughty as a test needs: one thread for each connection.
final class LoopbackResponder: Sendable {
    enum Reply: Sendable {
        /// A whole answer.
        case answer([UInt8], type: String? = "application/ocsp-response", status: String = "200 OK", more: String = "")
        /// The head of such an answer, then one byte of it each 50 milliseconds until the client leaves.
        case drip([UInt8])
        /// Bytes as they are, HTTP or not, then the connection ends.
        case raw([UInt8])
        /// Reads and says nothing until the client leaves.
        case silence
    }

    struct Question: Sendable {
        let head: String
        let body: [UInt8]
    }

    let port: UInt16
    private let listener: Int32
    private let heard = Mutex<[Question]>([])

    init(_ reply: @escaping @Sendable (Question) -> Reply) {
        (listener, port) = Self.listen()
        start(reply)
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    var url: String { "http://127.0.0.1:\(port)/ocsp" }
    var questions: [Question] { heard.withLock { $0 } }

    /// A port of loopback where nobody listens.
    static func deadPort() -> UInt16 {
        let (listener, port) = listen()
        close(listener)
        return port
    }

    private static func listen() -> (Int32, UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, length)
                _ = Glibc.listen(listener, 64)
                _ = getsockname(listener, address, &length)
            }
        }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    private func start(_ reply: @escaping @Sendable (Question) -> Reply) {
        Self.thread { [listener, weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                Self.thread { [weak self] in
                    if let question = Self.read(client) {
                        self?.heard.withLock { $0.append(question) }
                        Self.write(reply(question), to: client)
                    }
                    close(client)
                }
            }
            close(listener)
        }
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                Unmanaged<Work>.fromOpaque(context!).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(Work(body)).toOpaque())
        pthread_detach(thread)
    }

    private static func read(_ client: Int32) -> Question? {
        var (received, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4_096))
        while true {
            if let question = question(received) { return question }
            let count = recv(client, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            received += buffer[..<count]
        }
    }

    private static func question(_ received: [UInt8]) -> Question? {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
        let body = Array(received[end.upperBound...])
        let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).filter(\.isNumber)) }
        return body.count >= length ?? 0 ? Question(head: head, body: body) : nil
    }

    private static func write(_ reply: Reply, to client: Int32) {
        func say(_ bytes: [UInt8]) -> Bool { send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count }
        func head(_ status: String, _ type: String?, _ length: Int, _ more: String) -> [UInt8] {
            let field = type.map { "Content-Type: \($0)\r\n" } ?? ""
            return Array("HTTP/1.1 \(status)\r\n\(field)\(more)Content-Length: \(length)\r\n\r\n".utf8)
        }
        switch reply {
        case .answer(let body, let type, let status, let more): _ = say(head(status, type, body.count, more) + body)
        case .raw(let bytes): _ = say(bytes)
        case .drip(let body):
            guard say(head("200 OK", "application/ocsp-response", body.count, "")) else { return }
            for byte in body {
                guard say([byte]) else { return }
                usleep(50_000)
            }
        case .silence:
            var byte: UInt8 = 0
            while recv(client, &byte, 1, 0) > 0 {}
        }
    }
}
