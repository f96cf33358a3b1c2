import OpenSSL
import Testing

@Suite struct `A digest` {
    /// FIPS 180-4: of nothing, and of "abc".
    static let vectors: [(DigestAlgorithm, String, String)] = [
        (.sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            .sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
        (
            .sha384,
            "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            .sha512,
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ]

    @Test(arguments: vectors)
    func `is that of the standard`(algorithm: DigestAlgorithm, ofNothing: String, ofABC: String) {
        #expect(Hex.encode(algorithm.digest([])) == ofNothing)
        #expect(Hex.encode(algorithm.digest(Array("abc".utf8))) == ofABC)
        #expect(algorithm.length == ofABC.utf8.count / 2)
    }

    @Test func `has a vector for every algorithm`() {
        #expect(Self.vectors.map(\.0) == DigestAlgorithm.allCases)
    }
}

@Suite struct `A keyed digest` {
    /// RFC 4231 §4.2 to §4.8 (but the truncated one), and the empty key, which must not be taken for "the key before".
    static let vectors: [(key: [UInt8], message: [UInt8], digest: String)] = [
        (fill(0x0B, 20), utf8("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        (
            utf8("Jefe"), utf8("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (fill(0xAA, 20), fill(0xDD, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (Array(1...25), fill(0xCD, 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        (
            fill(0xAA, 131), utf8("Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            fill(0xAA, 131),
            utf8(
                "This is a test using a larger than block-size key and a larger than block-size data. The key needs "
                    + "to be hashed before being used by the HMAC algorithm."),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test(arguments: vectors.indices)
    func `is that of RFC 4231`(index: Int) {
        let vector = Self.vectors[index]
        #expect(Hex.encode(HMAC.sha256(key: vector.key, vector.message)) == vector.digest)
    }

    /// RFC 5869, appendix A.1 to A.3.
    static let derivations: [(key: [UInt8], salt: [UInt8], info: [UInt8], okm: String)] = [
        (
            fill(0x0B, 22), Array(0x00...0x0C), Array(0xF0...0xF9),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
        (
            Array(0x00...0x4F), Array(0x60...0xAF), Array(0xB0...0xFF),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
        (
            fill(0x0B, 22), [], [],
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        ),
    ]

    @Test(arguments: derivations.indices)
    func `derives the keys of RFC 5869`(index: Int) {
        let vector = Self.derivations[index]
        let length = vector.okm.utf8.count / 2
        let derived = HKDF.sha256(key: vector.key, salt: vector.salt, info: vector.info, length: length)
        #expect(Hex.encode(derived) == vector.okm)
    }

    @Test(arguments: [0, 1, 31, 32, 33, 64, 255 * 32])
    func `derives as many bytes as are asked for, and the same first ones`(length: Int) {
        let longest = HKDF.sha256(key: [1], salt: [2], info: [3], length: 255 * 32)
        #expect(HKDF.sha256(key: [1], salt: [2], info: [3], length: length) == Array(longest.prefix(length)))
    }

    static func fill(_ byte: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }
    static func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }
}

@Suite struct `Comparing secrets` {
    @Test(arguments: [[], [0], [1, 2, 3], [UInt8](repeating: 0xFF, count: 64)] as [[UInt8]])
    func `finds equal what is equal and nothing else`(secret: [UInt8]) {
        #expect(constantTimeEquals(secret, secret))
        #expect(!constantTimeEquals(secret, secret + [0]))
        #expect(!constantTimeEquals(secret + [0], secret))
        for index in secret.indices {
            var other = secret
            other[index] ^= 0x01
            #expect(!constantTimeEquals(secret, other))
        }
    }

    @Test func `randomness gives as many bytes as are asked for, each time others`() {
        #expect(Randomness.system(0).isEmpty)
        #expect(Randomness.system(64).count == 64)
        #expect(Randomness.system(32) != Randomness.system(32))
        #expect(Randomness(bytes: { Array(repeating: 7, count: $0) })(3) == [7, 7, 7])
    }
}
