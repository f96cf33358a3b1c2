import NIOCore

/// Plaintext that waits to be encrypted: before the handshake is done, and while the peer does not read.
struct Outbox {
    private var waiting = CircularBuffer<Item>()
    private(set) var bytes = 0

    private struct Item {
        var bytes: ByteBuffer
        let promise: EventLoopPromise<Void>?
    }

    var isEmpty: Bool { waiting.isEmpty }

    mutating func append(_ buffer: ByteBuffer, _ promise: EventLoopPromise<Void>?) {
        bytes += buffer.readableBytes
        waiting.append(Item(bytes: buffer, promise: promise))
    }

    /// The next piece of at most `limit` bytes, and the promises it fulfils. Small writes are joined, so that the
    /// head and body of an answer share a record.
    mutating func take(atMost limit: Int) -> (bytes: ByteBuffer, promises: [EventLoopPromise<Void>]) {
        var piece = ByteBuffer()
        var promises: [EventLoopPromise<Void>] = []
        while !waiting.isEmpty, piece.readableBytes < limit {
            let room = limit - piece.readableBytes
            let index = waiting.startIndex
            if var part = waiting[index].bytes.readSlice(length: min(room, waiting[index].bytes.readableBytes)) {
                bytes -= part.readableBytes
                if piece.readableBytes == 0 { piece = part } else { piece.writeBuffer(&part) }
            }
            guard waiting[index].bytes.readableBytes == 0 else { break }
            if let promise = waiting.removeFirst().promise { promises.append(promise) }
        }
        return (piece, promises)
    }

    mutating func fail(_ error: any Error) {
        let abandoned = waiting
        self = Outbox()
        for item in abandoned { item.promise?.fail(error) }
    }
}
