public import DemoPKI
public import SAML
public import TLS

/// Why a sandbox could not be made, changed or run. The texts name the thing, the place and the mend.
public enum SandboxError: Error, Sendable, CustomStringConvertible {
    /// The folder holds something that is no sandbox.
    case occupied(path: String)
    /// There is no sandbox in the folder, or a part of it is gone.
    case notASandbox(path: String, missing: String)
    case unwritable(path: String, reason: String)
    case noFreePort(reason: String)
    /// No such card, or one of another issuer.
    case unknownCard(String, known: [String])
    case unknownSwitch(String)
    /// The gateway did not do what it was asked over its operations listener.
    case gateway(address: String, reason: String)
    case mint(DemoPKIError)
    case saml(SAMLError)
    case tls(TLSError)

    public var description: String {
        switch self {
        case .occupied(let path): "\(path) is not empty and is no sandbox: name a new or an empty folder"
        case .notASandbox(let path, let missing):
            "\(path) is no sandbox (no readable \(missing)): make one with `porta sandbox \(path)`"
        case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .noFreePort(let reason): "no free port on 127.0.0.1: \(reason)"
        case .unknownCard(let name, let known):
            "the demo issuer has no card \(name): it has \(known.joined(separator: ", "))"
        case .unknownSwitch(let words):
            "\(words) is no switch: say revoke, hold or release and a card, ocsp on|off, crl on|off, or forget"
        case .gateway(let address, let reason):
            "\(address) \(reason): is `porta serve` running with this sandbox?"
        case .mint(let error): "the demo issuer: \(error)"
        case .saml(let error): "the demo sites: \(error)"
        case .tls(let error): "the demo sites: \(error)"
        }
    }
}

func minting<Value>(_ act: () throws(DemoPKIError) -> Value) throws(SandboxError) -> Value {
    do { return try act() } catch { throw .mint(error) }
}

func withSAML<Value>(_ act: () throws(SAMLError) -> Value) throws(SandboxError) -> Value {
    do { return try act() } catch { throw .saml(error) }
}
