public import OpenSSL

/// What a sealed text is. It opens only as its own kind (B2).
public enum SealedKind: UInt8, CaseIterable, Sendable {
    case start = 1
    case attempt, possession, consent, refusal, test, history
    /// A session, its key or one of its sites: in the store, never in the browser.
    case session
    /// A logout under way in the store, or what a site said to it in the browser.
    case logout

    var name: String {
        switch self {
        case .start: "start"
        case .attempt: "attempt"
        case .possession: "possession"
        case .consent: "consent"
        case .refusal: "refusal"
        case .test: "test"
        case .history: "history"
        case .session: "session"
        case .logout: "logout"
        }
    }

    /// The most characters that such a text may have.
    public var maximumLength: Int {
        switch self {
        case .start, .attempt: 3072
        case .possession: 6144
        case .consent, .refusal: 1024
        case .test, .history: 3072
        case .session: 8192
        case .logout: 131_072
        }
    }
}

/// Why a text did not open.
public enum SealError: Error, Equatable, Sendable {
    /// Not one of ours: broken, too long, of another kind, or under a key that is not known here.
    case malformed
    /// Well formed, but it does not open: another browser's, or changed.
    case foreign
    /// To be sealed, but longer than its kind may be.
    case tooLong
}

/// The keys that seal what the browser carries between requests: AES-256-GCM under a key derived for each message
/// (HKDF with a random salt of 32 bytes), so that no nonce can repeat.
///
/// Layout before base64url: kind (1), key ID (4), salt (32), ciphertext and tag. Authenticated with it:
/// `porta KIND 1`, 0, key ID, 0, and the cookie where the text is bound to one.
public struct SealingKeys: Sendable {
    private struct Key {
        let secret: [UInt8]
        let id: [UInt8]
    }

    private let keys: [Key]
    private let randomness: Randomness

    /// - Parameter secrets: 32 bytes each; the first seals, all of them open.
    public init(_ secrets: [[UInt8]], randomness: Randomness) throws(OpenSSLError) {
        guard !secrets.isEmpty, secrets.allSatisfy({ $0.count == 32 }) else {
            throw .malformed("sealing keys: at least one, of 32 bytes each")
        }
        keys = secrets.map { secret in
            Key(secret: secret, id: Array(HMAC.sha256(key: secret, Array("porta key id 1".utf8)).prefix(4)))
        }
        self.randomness = randomness
    }

    /// How many characters such contents become: kind, key ID, salt and tag are 53 bytes more.
    static func textLength(of contents: [UInt8]) -> Int { ((contents.count + 53) * 4 + 2) / 3 }

    func seal(_ contents: [UInt8], as kind: SealedKind, cookie: BrowserCookie?) throws(SealError) -> String {
        try seal(contents, as: kind, boundTo: cookie?.bytes ?? [])
    }

    func open(_ text: String, as kind: SealedKind, cookie: BrowserCookie?) throws(SealError) -> [UInt8] {
        try open(text, as: kind, boundTo: cookie?.bytes ?? [])
    }

    /// - Parameter secret: goes into the key: without it nobody opens the text, this house neither.
    func seal(_ contents: [UInt8], as kind: SealedKind, boundTo secret: [UInt8]) throws(SealError) -> String {
        let key = keys[0]
        let salt = randomness(32)
        let context = context(kind, key, secret)
        guard let cipher = try? cipher(key, salt, context),
            let sealed = try? cipher.seal(contents, nonce: Self.nonce, authenticating: context)
        else { throw .malformed }
        let text = Base64.encodeURL([kind.rawValue] + key.id + salt + sealed)
        guard text.utf8.count <= kind.maximumLength else { throw .tooLong }
        return text
    }

    func open(_ text: String, as kind: SealedKind, boundTo secret: [UInt8]) throws(SealError) -> [UInt8] {
        guard text.utf8.count <= kind.maximumLength, let bytes = Base64.decodeURL(text), bytes.count >= 37 + 16,
            bytes[0] == kind.rawValue, let key = keys.first(where: { $0.id == Array(bytes[1..<5]) })
        else { throw .malformed }
        let context = context(kind, key, secret)
        guard let cipher = try? cipher(key, Array(bytes[5..<37]), context),
            let contents = cipher.open(Array(bytes[37...]), nonce: Self.nonce, authenticating: context)
        else { throw .foreign }
        return contents
    }

    /// Each key is used for one message, so the nonce may stand still.
    private static let nonce = [UInt8](repeating: 0, count: 12)

    private func cipher(_ key: Key, _ salt: [UInt8], _ context: [UInt8]) throws(OpenSSLError) -> AES256GCM {
        try AES256GCM(key: HKDF.sha256(key: key.secret, salt: salt, info: context, length: 32))
    }

    private func context(_ kind: SealedKind, _ key: Key, _ secret: [UInt8]) -> [UInt8] {
        Array("porta \(kind.name) 1".utf8) + [0] + key.id + [0] + secret
    }
}
