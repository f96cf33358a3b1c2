/// How one OCSP responder is asked, and who may answer for it.
public struct ResponderRules: Sendable, Equatable {
    public enum Method: String, Sendable, CaseIterable {
        case post
        /// Where the whole address stays within 255 bytes (RFC 5019 §5), else POST: for answers out of caches.
        case get
    }

    public var method: Method
    public var pin: ResponderPin

    public init(method: Method = .post, pin: ResponderPin = ResponderPin()) {
        self.method = method
        self.pin = pin
    }
}

/// Which responders may sign, beyond having the right to: one of these. It never gives the right itself.
public struct ResponderPin: Sendable, Equatable {
    /// Common names, each the only one in the subject.
    public var names: Set<String>
    /// Whole certificates. They also stand in where a response leaves its signer's certificate out.
    public var certificates: [Certificate]

    public init(names: Set<String> = [], certificates: [Certificate] = []) {
        self.names = names
        self.certificates = certificates
    }

    /// Any, where none is named.
    func allows(_ signer: Certificate) -> Bool {
        guard !names.isEmpty || !certificates.isEmpty else { return true }
        return certificates.contains(signer) || signer.subject.commonName.map(names.contains) ?? false
    }
}

extension DistinguishedName {
    /// The common name, where there is exactly one and it stands alone in its relative name.
    fileprivate var commonName: String? {
        let holding = relativeNames.filter { names in names.contains { $0.type == .commonName } }
        guard holding.count == 1, let names = holding.first, names.count == 1, let attribute = names.first else {
            return nil
        }
        return switch attribute.value {
        case .utf8(let bytes), .printable(let bytes): String(validating: bytes, as: UTF8.self)
        case .other: nil
        }
    }
}
