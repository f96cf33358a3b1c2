import OpenSSL
import Testing

@Suite struct `AES-256-GCM` {
    struct Vector: Sendable {
        let key, nonce, plaintext, context, sealed: String
    }

    /// The submission of GCM to NIST, test cases 13, 14 and 16.
    static let vectors = [
        Vector(
            key: zeros(32), nonce: zeros(12), plaintext: "", context: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            key: zeros(32), nonce: zeros(12), plaintext: zeros(16), context: "",
            sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            context: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    static func zeros(_ count: Int) -> String { String(repeating: "00", count: count) }

    @Test(arguments: vectors.indices)
    func `seals and opens as published`(index: Int) throws {
        let vector = Self.vectors[index]
        let cipher = try AES256GCM(key: bytes(vector.key))
        let (nonce, context) = (try bytes(vector.nonce), try bytes(vector.context))
        let sealed = try cipher.seal(bytes(vector.plaintext), nonce: nonce, authenticating: context)
        #expect(Hex.encode(sealed) == vector.sealed)
        #expect(try cipher.open(sealed, nonce: nonce, authenticating: context) == bytes(vector.plaintext))
    }

    @Test func `opens nothing that was changed anywhere`() throws {
        let cipher = try AES256GCM(key: Array(0..<32))
        let (nonce, context): ([UInt8], [UInt8]) = (Array(0..<12), [9, 9])
        let sealed = try cipher.seal(Array("the plain text".utf8), nonce: nonce, authenticating: context)
        for bit in 0..<(sealed.count * 8) {
            var changed = sealed
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(cipher.open(changed, nonce: nonce, authenticating: context) == nil)
        }
        for count in sealed.indices {
            #expect(cipher.open(Array(sealed.prefix(count)), nonce: nonce, authenticating: context) == nil)
        }
        #expect(cipher.open(sealed + [0], nonce: nonce, authenticating: context) == nil)
        #expect(cipher.open(sealed, nonce: Array(1..<13), authenticating: context) == nil)
        #expect(cipher.open(sealed, nonce: nonce, authenticating: []) == nil)
        #expect(cipher.open(sealed, nonce: nonce, authenticating: context + [0]) == nil)
        #expect(try AES256GCM(key: Array(1..<33)).open(sealed, nonce: nonce, authenticating: context) == nil)
    }

    @Test(arguments: [0, 16, 31, 33, 64])
    func `takes keys of 32 bytes only`(count: Int) {
        #expect(throws: OpenSSLError.self) { try AES256GCM(key: [UInt8](repeating: 0, count: count)) }
    }

    @Test(arguments: [0, 8, 11, 13, 16])
    func `takes nonces of 12 bytes only`(count: Int) throws {
        let cipher = try AES256GCM(key: [UInt8](repeating: 0, count: 32))
        let nonce = [UInt8](repeating: 0, count: count)
        #expect(throws: OpenSSLError.self) { try cipher.seal([1], nonce: nonce, authenticating: []) }
        #expect(cipher.open([UInt8](repeating: 0, count: 17), nonce: nonce, authenticating: []) == nil)
    }
}

@Suite struct `AES-256-SIV` {
    struct Vector: Sendable {
        let context: [UInt8]
        let plaintext, sealed: String
    }

    static let key = [UInt8](0..<64)

    /// RFC 5297 has vectors for 256-bit keys only. These were made with another implementation:
    /// Python's `cryptography`, `AESSIV(bytes(range(64))).encrypt(plaintext, [context])`.
    static let vectors = [
        Vector(
            context: Array("porta label 1".utf8), plaintext: "000102030405060708090a0b0c",
            sealed: "690bc9ba6a0878c4edfc81d98fff88e8e599b7e38450cdc60a8888ed9d"),
        Vector(context: Array("a".utf8), plaintext: "62", sealed: "17885db27c5bbc01b281a0d9742b5d6a50"),
        Vector(
            context: [], plaintext: "6e6f20636f6e74657874",
            sealed: "adc102d8a1cd6984bf472fcab21e0eccde36e753b457e30dbb0b"),
        Vector(
            context: [UInt8](repeating: 0x78, count: 40), plaintext: String(repeating: "00", count: 33),
            sealed: "fcbfeef413b7e96b750db8366f5174d6fcb6ca82125456e2efed7d8549bd7221"
                + "f269d6b041590db7675eb6913871107dce"),
    ]

    @Test(arguments: vectors.indices)
    func `seals and opens as another implementation does`(index: Int) throws {
        let vector = Self.vectors[index]
        let cipher = try AESSIV(key: Self.key)
        let sealed = try cipher.seal(bytes(vector.plaintext), authenticating: vector.context)
        #expect(Hex.encode(sealed) == vector.sealed)
        #expect(try cipher.open(sealed, authenticating: vector.context) == bytes(vector.plaintext))
    }

    @Test func `opens nothing that was changed anywhere`() throws {
        let cipher = try AESSIV(key: Self.key)
        let context = Array("context".utf8)
        let sealed = try cipher.seal(Array(0..<13), authenticating: context)
        for bit in 0..<(sealed.count * 8) {
            var changed = sealed
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(cipher.open(changed, authenticating: context) == nil)
        }
        for count in sealed.indices {
            #expect(cipher.open(Array(sealed.prefix(count)), authenticating: context) == nil)
        }
        #expect(cipher.open(sealed, authenticating: []) == nil)
        #expect(cipher.open(sealed, authenticating: context + [0]) == nil)
        #expect(try AESSIV(key: Array(1..<65)).open(sealed, authenticating: context) == nil)
    }

    @Test(arguments: [0, 32, 63, 65, 128])
    func `takes keys of 64 bytes only`(count: Int) {
        #expect(throws: OpenSSLError.self) { try AESSIV(key: [UInt8](repeating: 0, count: count)) }
    }
}
