import COpenSSL
import NIOCore

/// The BIO between the library and a session's buffers: reading takes from `incoming`, writing appends to
/// `outgoing` and never blocks.
@safe final class Wire: @unchecked Sendable {  // immutable after `init`, lives as long as the process
    let pointer: OpaquePointer

    static let method = Wire()

    private init?() {
        guard
            let made = unsafe BIO_meth_new(BIO_get_new_index() | Int32(BIO_TYPE_SOURCE_SINK), "porta")
        else { return nil }
        unsafe pointer = unsafe made
        unsafe BIO_meth_set_read(made, wireRead)
        unsafe BIO_meth_set_write(made, wireWrite)
        unsafe BIO_meth_set_ctrl(made, wireControl)
    }
}

private func session(behind bio: OpaquePointer?) -> Session? {
    guard let owner = unsafe BIO_get_data(bio) else { return nil }
    return unsafe Unmanaged<Session>.fromOpaque(owner).takeUnretainedValue()
}

private func wireRead(bio: OpaquePointer?, space: UnsafeMutablePointer<CChar>?, count: Int32) -> Int32 {
    guard let space = unsafe space, count > 0, let session = unsafe session(behind: bio) else { return 0 }
    unsafe porta_bio_clear_retry(bio)
    let taken = unsafe session.incoming.readWithUnsafeReadableBytes { bytes in
        let taken = min(Int(count), bytes.count)
        if taken > 0, let start = bytes.baseAddress {
            unsafe UnsafeMutableRawPointer(space).copyMemory(from: start, byteCount: taken)
        }
        return taken
    }
    guard taken > 0 else {
        unsafe porta_bio_retry_read(bio)
        return -1
    }
    if session.incoming.readableBytes == 0 { session.incoming = ByteBuffer() }
    session.taken += taken
    return Int32(taken)
}

private func wireWrite(bio: OpaquePointer?, bytes: UnsafePointer<CChar>?, count: Int32) -> Int32 {
    guard let bytes = unsafe bytes, count > 0, let session = unsafe session(behind: bio) else { return 0 }
    unsafe porta_bio_clear_retry(bio)
    var outgoing = session.outgoing ?? ByteBufferAllocator().buffer(capacity: max(Int(count), 512))
    session.outgoing = nil  // the only reference: appending must not copy
    unsafe outgoing.writeBytes(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    session.outgoing = outgoing
    return count
}

private func wireControl(bio: OpaquePointer?, command: Int32, _: Int, _: UnsafeMutableRawPointer?) -> Int {
    switch command {
    case BIO_CTRL_FLUSH, BIO_CTRL_PUSH, BIO_CTRL_POP, BIO_CTRL_DUP: 1
    default: 0
    }
}
