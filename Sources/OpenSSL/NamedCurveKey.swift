import COpenSSL

/// Public keys on the named curves in the form that nearly all have (RFC 5480 §2: named curve, point uncompressed),
/// decoded without the library's search for a decoder, which costs more than checking a signature does.
@safe final class NamedCurveKey: @unchecked Sendable {
    private let header: [UInt8]
    private let curve: Curve
    /// A key whose curve others copy. Never changed after `init`.
    private let model: OpaquePointer

    private static let all: [NamedCurveKey] = Curve.allCases.compactMap(NamedCurveKey.init)

    private init?(_ curve: Curve) {
        guard let model = unsafe porta_ec_generate(curve.rawValue) else { return nil }
        unsafe self.model = unsafe model
        self.curve = curve
        header = curve.infoHeader
    }

    deinit { unsafe EVP_PKEY_free(model) }

    /// nil where it has another form, or the point is not on the curve: the general decoder decides then.
    static func decode(_ info: [UInt8]) -> (key: OpaquePointer, curve: Curve)? {
        for known in all where info.count == known.length && info.starts(with: known.header) {
            return unsafe known.decode(point: Array(info.dropFirst(known.header.count - 1))).map {
                unsafe ($0, known.curve)
            }
        }
        return nil
    }

    private var length: Int { header.count + 2 * curve.coordinateLength }

    private func decode(point: [UInt8]) -> OpaquePointer? {
        guard let key = unsafe EVP_PKEY_new() else { return nil }
        // The library refuses a point that is not on the curve (SEC 1 §2.3.4).
        guard unsafe EVP_PKEY_copy_parameters(key, model) == 1,
            unsafe EVP_PKEY_set1_encoded_public_key(key, point, point.count) == 1
        else {
            unsafe EVP_PKEY_free(key)
            ERR_clear_error()
            return nil
        }
        return unsafe key
    }
}

extension Curve {
    /// The bytes of a SubjectPublicKeyInfo up to the two coordinates, the mark of an uncompressed point (4) included.
    fileprivate var infoHeader: [UInt8] {
        let type: [UInt8] = [0x06, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1]
        return switch self {
        case .p256:
            [0x30, 0x59, 0x30, 0x13] + type + [0x06, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7, 0x03, 0x42, 0, 4]
        case .p384: [0x30, 0x76, 0x30, 0x10] + type + [0x06, 5, 0x2B, 0x81, 4, 0, 0x22, 0x03, 0x62, 0, 4]
        case .p521:
            [0x30, 0x81, 0x9B, 0x30, 0x10] + type + [0x06, 5, 0x2B, 0x81, 4, 0, 0x23, 0x03, 0x81, 0x86, 0, 4]
        }
    }
}
