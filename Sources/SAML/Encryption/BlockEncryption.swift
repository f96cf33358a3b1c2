/// How content is encrypted (XML Encryption 1.1 §5.2). CBC is on no list: it tells its content to whoever may ask often
/// enough (O4).
public enum BlockEncryption: String, CaseIterable, Sendable {
    case aes256GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
    case aes128GCM = "http://www.w3.org/2009/xmlenc11#aes128-gcm"

    public var uri: String { rawValue }

    /// The length of the content key in bytes.
    var keyLength: Int {
        switch self {
        case .aes256GCM: 32
        case .aes128GCM: 16
        }
    }

    init?(uri: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(uri.utf8) }) else { return nil }
        self = known
    }
}
