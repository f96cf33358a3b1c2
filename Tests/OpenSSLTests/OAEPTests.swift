import OpenSSL
import Testing

@Suite struct OAEPTests {
    private static let key = try! PrivateKey.generate(.rsa(bits: 2048))

    static let paddings = [
        RSAOAEP(digest: .sha1, mask: .sha1), RSAOAEP(digest: .sha256, mask: .sha256),
        RSAOAEP(digest: .sha256, mask: .sha1),
        RSAOAEP(digest: .sha512, mask: .sha384),
    ]

    @Test(arguments: paddings)
    func `opens what was encrypted, by the same digests alone`(_ padding: RSAOAEP) throws {
        let secret = Randomness.system(32)
        let encrypted = try Self.key.publicKey.encrypt(secret, with: padding)
        #expect(encrypted.count == 256)
        #expect(Self.key.decrypt(encrypted, with: padding) == secret)
        for other in Self.paddings where other != padding { #expect(Self.key.decrypt(encrypted, with: other) == nil) }
        #expect(try Self.key.publicKey.encrypt(secret, with: padding) != encrypted)
    }

    @Test func `opens nothing that was changed, and nothing at all with another kind of key`() throws {
        var encrypted = try Self.key.publicKey.encrypt([1, 2, 3], with: Self.paddings[1])
        encrypted[100] ^= 1
        #expect(Self.key.decrypt(encrypted, with: Self.paddings[1]) == nil)
        #expect(Self.key.decrypt([], with: Self.paddings[1]) == nil)
        let elliptic = try PrivateKey.generate(.ec(.p256))
        #expect(throws: OpenSSLError.self) { try elliptic.publicKey.encrypt([1], with: Self.paddings[1]) }
        #expect(elliptic.decrypt(encrypted, with: Self.paddings[1]) == nil)
        #expect(throws: OpenSSLError.self) {
            try Self.key.publicKey.encrypt([UInt8](repeating: 0, count: 200), with: Self.paddings[1])
        }
    }

    /// NIST SP 800-38D test vectors (GCM revised specification, test cases 2 and 14).
    @Test(arguments: [
        (16, "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf"),
        (32, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    ])
    func `seals as the specification of GCM does`(_ length: Int, _ expected: String) throws {
        let cipher = try AESGCM(key: [UInt8](repeating: 0, count: length))
        let nonce = [UInt8](repeating: 0, count: 12)
        let sealed = try cipher.seal([UInt8](repeating: 0, count: 16), nonce: nonce)
        #expect(Hex.encode(sealed) == expected)
        #expect(cipher.open(sealed, nonce: nonce) == [UInt8](repeating: 0, count: 16))
        #expect(cipher.open(Array(sealed.dropLast()), nonce: nonce) == nil)
        #expect(throws: OpenSSLError.self) { try AESGCM(key: [UInt8](repeating: 0, count: 24)) }
    }
}
