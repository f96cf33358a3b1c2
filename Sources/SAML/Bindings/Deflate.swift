import CZlib

/// Raw DEFLATE (RFC 1951), as the Redirect binding wants it (SAML bindings §3.4.4.1).
enum Deflate {
    /// Inflates at most `limit` bytes into a buffer of that size: a bomb is stopped at the limit, whatever it would
    /// have become (S8, CVE-2023-26483).
    static func inflate(_ input: [UInt8], limit: Int) throws(SAMLError) -> [UInt8] {
        var stream = unsafe z_stream()
        // zlib remembers where its stream stands: one address for all calls.
        return try unsafe withUnsafeMutablePointer(to: &stream) { stream throws(SAMLError) in
            guard unsafe porta_inflate_init_raw(stream) == Z_OK else { throw .malformed("inflate cannot begin") }
            defer { unsafe inflateEnd(stream) }
            // One byte more than allowed, to tell "full" from "too much".
            let (output, result) = unsafe run(stream, input, capacity: limit + 1) {
                unsafe CZlib.inflate($0, Z_FINISH)
            }
            if output.count > limit { throw .tooLarge(limit: limit) }
            guard result == Z_STREAM_END, unsafe stream.pointee.avail_in == 0 else {
                throw .malformed("the message is not one whole DEFLATE stream")
            }
            return output
        }
    }

    static func deflate(_ input: [UInt8]) throws(SAMLError) -> [UInt8] {
        var stream = unsafe z_stream()
        return try unsafe withUnsafeMutablePointer(to: &stream) { stream throws(SAMLError) in
            guard unsafe porta_deflate_init_raw(stream) == Z_OK else { throw .unwritable("deflate cannot begin") }
            defer { unsafe deflateEnd(stream) }
            let capacity = unsafe Int(deflateBound(stream, UInt(input.count)))
            let (output, result) = unsafe run(stream, input, capacity: capacity) {
                unsafe CZlib.deflate($0, Z_FINISH)
            }
            guard result == Z_STREAM_END else { throw .unwritable("deflate did not end") }
            return output
        }
    }

    private static func run(
        _ stream: UnsafeMutablePointer<z_stream>, _ input: [UInt8], capacity: Int,
        _ step: (UnsafeMutablePointer<z_stream>) -> Int32
    ) -> ([UInt8], Int32) {
        var input = input
        var result = Z_OK
        let output = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            unsafe input.withUnsafeMutableBufferPointer { bytes in
                unsafe stream.pointee.next_in = bytes.baseAddress
                unsafe stream.pointee.avail_in = UInt32(clamping: bytes.count)
                unsafe stream.pointee.next_out = buffer.baseAddress
                unsafe stream.pointee.avail_out = UInt32(clamping: buffer.count)
                result = unsafe step(stream)
                count = unsafe buffer.count - Int(stream.pointee.avail_out)
            }
        }
        return (output, result)
    }
}
