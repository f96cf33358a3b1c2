import Foundation
import OpenSSL

/// An OCSP request in the path of a GET: base64, URL-encoded (RFC 6960 appendix A.1).
enum OCSPPath {
    static func request(in uri: String) -> [UInt8] {
        guard let text = uri.dropFirst().removingPercentEncoding else { return [] }
        return Base64.decode(text) ?? []
    }
}
