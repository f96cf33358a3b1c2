import COpenSSL

/// What the server does for one kind of host: its identity, the versions it speaks, and whether it asks for a
/// certificate. Made once at start, shared by all connections and threads.
public final class TLSPolicy: Sendable {  // immutable after `init`
    public enum Versions: Hashable, Sendable {
        case tls12and13, tls13only, tls12only

        var range: ClosedRange<Int32> {
            switch self {
            case .tls12and13: TLS1_2_VERSION...TLS1_3_VERSION
            case .tls13only: TLS1_3_VERSION...TLS1_3_VERSION
            case .tls12only: TLS1_2_VERSION...TLS1_2_VERSION
            }
        }
    }

    public static let defaultGroups = "X25519:P-256:P-384"

    public let identity: TLSIdentity
    public let versions: Versions
    public let clientCertificate: ClientCertificate?
    let groups: String
    let context: Context

    /// Whether the handshake asks the client for a certificate.
    public var asksForCertificate: Bool { clientCertificate != nil }

    /// `groups` are OpenSSL's names in order of preference, so that a hybrid group can be put first (R9).
    public init(
        identity: TLSIdentity, version: Versions, client: ClientCertificate?,
        groups: String = TLSPolicy.defaultGroups
    ) throws(TLSError) {
        self.identity = identity
        self.versions = version
        self.clientCertificate = client
        self.groups = groups
        context = try Context()
        try context.setGroups(groups)
        try context.must(
            unsafe porta_ctx_signature_schemes(context.pointer, ClientCertificate.signatureSchemes),
            "the server's signature schemes")
        try context.use(identity)
        if let client { try client.apply(to: context) }
    }

    /// Gives a connection this policy. `SSL_set_SSL_CTX` takes over certificate, suites and authorities, but neither
    /// versions, groups nor the wish for a certificate: without setting these too, none is asked for.
    func apply(to ssl: OpaquePointer) -> Bool {
        guard unsafe SSL_set_SSL_CTX(ssl, context.pointer) != nil,
            unsafe porta_ssl_min_version(ssl, versions.range.lowerBound) == 1,
            unsafe porta_ssl_max_version(ssl, versions.range.upperBound) == 1
        else { return false }
        if groups != Self.defaultGroups, unsafe porta_ssl_groups(ssl, groups) != 1 { return false }
        guard let clientCertificate else { return true }
        unsafe SSL_set_verify(ssl, SSL_VERIFY_PEER, nil)
        return unsafe porta_ssl_client_signature_schemes(ssl, clientCertificate.signatureSchemes) == 1
    }
}
