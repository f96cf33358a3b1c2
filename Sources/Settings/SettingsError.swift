public import SAML

/// Why a file of the configuration could not be made. Texts name the thing and the mend.
public enum SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The check of a site's metadata found errors.
    case metadataRefused([MetadataFinding])
    /// A metadata file with another number of sites than one.
    case notOneSite(Int)
    /// The entity stands in a file already.
    case registered(entity: String, file: String)
    /// A file that must be new is there already.
    case exists(String)
    case unwritable(String, reason: String)
    /// No address that metadata is fetched from.
    case badAddress(String)
    case noCertificate
    case noKey(reason: String)

    public var description: String {
        switch self {
        case .metadataRefused(let findings):
            "the metadata is refused: "
                + findings.filter { $0.severity == .error }.map { "\($0.where): \($0.what); \($0.mend)" }
                .joined(separator: "\n")
        case .notOneSite(let count): "the metadata describes \(count) sites; give a file with one"
        case .registered(let entity, let file):
            "\(entity) is registered in \(file) already; change that file, or take it away"
        case .exists(let file): "\(file) exists already; take it away, or rename it"
        case .unwritable(let file, let reason):
            "\(file) cannot be written (\(reason)); check the folder's owner and space"
        case .badAddress(let address):
            "\(address) is no address that metadata is fetched from; write a whole one that begins with https://"
        case .noCertificate: "there is not one certificate in the file; give one as PEM or DER"
        case .noKey(let reason): "no key could be made: \(reason)"
        }
    }
}
