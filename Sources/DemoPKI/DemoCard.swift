public import OpenSSL

/// A card as the mint makes it: key, certificate, and what the client software would send along.
public struct DemoCard: Sendable {
    /// The cards of the sandbox, one for each way a login can go.
    public enum Kind: String, CaseIterable, Sendable {
        case good
        case expired
        case notYetValid = "not-yet-valid"
        case revoked
        case onHold = "on-hold"
        case justActivated = "just-activated"
        /// The card's other certificate: it may sign documents, it may not log in.
        case signature
        case unknownIssuer = "unknown-issuer"
        case missingIntermediate = "missing-intermediate"
        case p384
        case rsa2048
    }

    public let kind: Kind
    public let person: DemoPerson
    public let serial: [UInt8]
    public let key: PrivateKey
    /// DER of the leaf.
    public let certificate: [UInt8]
    /// DER of what is sent after the leaf.
    public let chain: [[UInt8]]

    public init(
        kind: Kind, person: DemoPerson, serial: [UInt8], key: PrivateKey, certificate: [UInt8], chain: [[UInt8]]
    ) {
        (self.kind, self.person, self.serial) = (kind, person, serial)
        (self.key, self.certificate, self.chain) = (key, certificate, chain)
    }

    public var name: String { kind.rawValue }

    /// Leaf and chain as PEM.
    public var pem: String { ([certificate] + chain).map { PEM.encode($0, label: "CERTIFICATE") }.joined() }

    public func keyPEM() throws(DemoPKIError) -> String {
        try minting { () throws(OpenSSLError) in try key.pem() }
    }

    /// Key and certificates as a PKCS#12 file.
    public func pkcs12(password: String) throws(DemoPKIError) -> [UInt8] {
        try minting { () throws(OpenSSLError) in
            try PKCS12.make(
                key: key, certificate: certificate, chain: chain,
                name: "\(person.givenName) \(person.familyName) (\(name))", password: password)
        }
    }
}
