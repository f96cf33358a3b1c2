internal import COpenSSL
public import Foundation

/// How the library judged a path (RFC 5280 §6). Revocation is not part of it.
public enum X509PathOutcome: Equatable, Sendable {
    /// The path as DER, leaf first, anchor last.
    case path([[UInt8]])
    /// The library's own error code and text, and how many certificates above the leaf it occurred.
    case failed(code: Int, depth: Int, text: String)
    /// The leaf is no certificate.
    case unreadable(String)
}

/// Trust anchors and the intermediates that may stand below them, decoded once.
@safe public final class X509Trust: @unchecked Sendable {
    // Immutable after `init`; a store may be read by several contexts at once.
    private let store: OpaquePointer
    private let intermediates: [X509Certificate]

    /// - Parameters:
    ///   - anchors: DER; at least one, for empty trust would be no trust at all (CVE-2023-1664).
    ///   - intermediates: DER.
    public init(anchors: [[UInt8]], intermediates: [[UInt8]]) throws(OpenSSLError) {
        guard !anchors.isEmpty else { throw .malformed("no trust anchor") }
        var decoded: [X509Certificate] = []
        for der in intermediates { decoded.append(try X509Certificate(der)) }
        guard let store = unsafe X509_STORE_new() else { throw .last("making a store") }
        unsafe self.store = unsafe store
        self.intermediates = decoded
        for der in anchors {
            let anchor = try X509Certificate(der)
            guard unsafe X509_STORE_add_cert(store, anchor.pointer) == 1 else { throw .last("adding an anchor") }
        }
    }

    deinit { unsafe X509_STORE_free(store) }

    /// Builds and validates a path from the leaf to an anchor at this moment.
    ///
    /// - Parameters:
    ///   - presented: DER of what the client sent besides its leaf; unreadable ones are ignored.
    ///   - maximumDepth: how many certificates may stand between leaf and anchor.
    public func verify(
        _ leaf: [UInt8], presented: [[UInt8]], at moment: Date, maximumDepth: Int
    ) -> X509PathOutcome {
        let certificate: X509Certificate
        do { certificate = try X509Certificate(leaf) } catch { return .unreadable("\(error)") }
        let extra = intermediates + presented.compactMap { try? X509Certificate($0) }
        guard let pool = unsafe porta_x509_stack(), let context = unsafe X509_STORE_CTX_new() else {
            return .unreadable("out of memory")
        }
        defer {
            unsafe X509_STORE_CTX_free(context)
            unsafe porta_x509_stack_free(pool)
            ERR_clear_error()
        }
        for other in extra { _ = unsafe porta_x509_push(pool, other.pointer) }
        // The context takes no reference to the leaf.
        return withExtendedLifetime(certificate) {
            guard unsafe X509_STORE_CTX_init(context, store, certificate.pointer, pool) == 1 else {
                return .unreadable("the path cannot be validated")
            }
            unsafe configure(context, at: moment, maximumDepth: maximumDepth)
            guard unsafe X509_verify_cert(context) == 1 else { return unsafe failure(of: context) }
            return unsafe path(of: context)
        }
    }

    private func configure(_ context: OpaquePointer, at moment: Date, maximumDepth: Int) {
        let parameters = unsafe X509_STORE_CTX_get0_param(context)
        unsafe X509_VERIFY_PARAM_set_time(parameters, time_t(moment.timeIntervalSince1970))
        unsafe X509_VERIFY_PARAM_set_depth(parameters, Int32(clamping: maximumDepth))
        // An anchor may be an intermediate; strict checks are those of RFC 5280.
        let flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE
        unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(flags))
        // SHA-1 and keys below 112 bits of strength are refused in the path (security level 2).
        unsafe X509_VERIFY_PARAM_set_auth_level(parameters, 2)
    }

    private func failure(of context: OpaquePointer) -> X509PathOutcome {
        let code = unsafe X509_STORE_CTX_get_error(context)
        let text = unsafe X509_verify_cert_error_string(Int(code)).map { unsafe String(cString: $0) } ?? "unknown"
        return unsafe .failed(code: Int(code), depth: Int(X509_STORE_CTX_get_error_depth(context)), text: text)
    }

    private func path(of context: OpaquePointer) -> X509PathOutcome {
        let chain = unsafe X509_STORE_CTX_get0_chain(context)
        var path: [[UInt8]] = []
        for index in 0..<(unsafe porta_x509_count(chain)) {
            guard let certificate = unsafe porta_x509_at(chain, index),
                let der = try? unsafe derOfCertificate(certificate)
            else { return .unreadable("the path cannot be encoded") }
            path.append(der)
        }
        return .path(path)
    }
}
