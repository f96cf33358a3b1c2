import Login
import OpenSSL

/// Seals whatever a test likes with the desk's own key: the published layout of a sealed text, written once more.
enum Forger {
    struct Broken: Error {}

    static func seal(_ contents: [UInt8], as kind: Texts.Kind, cookie: BrowserCookie?) throws -> String {
        let salt = [UInt8](repeating: 0x5A, count: 32)
        let context = try context(kind, cookie)
        let sealed = try cipher(salt, context).seal(contents, nonce: nonce, authenticating: context)
        return Base64.encodeURL([kind.sealed.rawValue] + keyID + salt + sealed)
    }

    static func open(_ text: String, as kind: Texts.Kind, cookie: BrowserCookie?) throws -> [UInt8] {
        guard let bytes = Base64.decodeURL(text), bytes.count > 37 else { throw Broken() }
        let context = try context(kind, cookie)
        let cipher = try cipher(Array(bytes[5..<37]), context)
        guard let contents = cipher.open(Array(bytes[37...]), nonce: nonce, authenticating: context) else {
            throw Broken()
        }
        return contents
    }

    private static let nonce = [UInt8](repeating: 0, count: 12)
    private static let keyID = Array(HMAC.sha256(key: World.oldSecret, Array("porta key id 1".utf8)).prefix(4))

    private static func cipher(_ salt: [UInt8], _ context: [UInt8]) throws -> AES256GCM {
        try AES256GCM(key: HKDF.sha256(key: World.oldSecret, salt: salt, info: context, length: 32))
    }

    private static func context(_ kind: Texts.Kind, _ cookie: BrowserCookie?) throws -> [UInt8] {
        let secret = try cookie.map { cookie in
            guard let bytes = Base64.decodeURL(cookie.text) else { throw Broken() }
            return bytes
        }
        return Array("porta \(kind.rawValue) 1".utf8) + [0] + keyID + [0] + (secret ?? [])
    }
}
