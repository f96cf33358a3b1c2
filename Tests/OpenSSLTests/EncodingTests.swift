import OpenSSL
import Testing

@Suite struct `Base64 text` {
    /// RFC 4648 §10, and bytes that use the two last characters.
    static let vectors: [([UInt8], String, String)] = [
        ([], "", ""),
        (Array("f".utf8), "Zg==", "Zg"),
        (Array("fo".utf8), "Zm8=", "Zm8"),
        (Array("foo".utf8), "Zm9v", "Zm9v"),
        (Array("foob".utf8), "Zm9vYg==", "Zm9vYg"),
        (Array("fooba".utf8), "Zm9vYmE=", "Zm9vYmE"),
        (Array("foobar".utf8), "Zm9vYmFy", "Zm9vYmFy"),
        ([0xFB, 0xEF, 0xFF], "++//", "--__"),
        ([0xFF], "/w==", "_w"),
    ]

    @Test(arguments: vectors)
    func `is that of RFC 4648, both ways`(bytes: [UInt8], standard: String, urlSafe: String) {
        #expect(Base64.encode(bytes) == standard)
        #expect(Base64.decode(standard) == bytes)
        #expect(Base64.encodeURL(bytes) == urlSafe)
        #expect(Base64.decodeURL(urlSafe) == bytes)
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Zg====", "=", "==", "===", "====", "Z", "Z===", "Zm9vY", "Zm8==", "Zm9v=", "Zm9v==",
        "Zm9v====", "Zg==Zg==", "Z=g=", "=Zg=", "Zh==", "Zv==", "Zm9=", "Zm8/Zm==", " Zg==", "Zg== ", "Zg==\n",
        "Z\ng==",
        "Zm9v\0", "--__", "Zm9-", "Zm9_", "Zm9é", "Ｚm9v", "Zm9v.", "Zm*v",
    ])
    func `has one spelling for each value and takes no other`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: [
        "Zg==", "Zm8=", "Z", "Zm9vY", "Zh", "Zv", "Zm9", "++//", "Zm9v ", "Zm9v\n", "Zm9%3D", "é", "Zm9v=",
    ])
    func `in addresses takes neither padding nor the other alphabet`(text: String) {
        #expect(Base64.decodeURL(text) == nil)
    }

    @Test(arguments: [" Zm9v\r\nYmFy\t", "Zm9v YmFy", "Z m 9 v Y m F y", "\n\nZm9vYmFy"])
    func `in XML may hold white space`(text: String) {
        #expect(Base64.decodeLenient(text) == Array("foobar".utf8))
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["Zm9v\u{00A0}YmFy", "Zm9v\u{000B}YmFy", "Zm9vYm Fy=", "Zh ==", "Zg"])
    func `in XML is as strict about everything else`(text: String) {
        #expect(Base64.decodeLenient(text) == nil)
    }

    @Test func `comes back from every length`() {
        for count in 0..<200 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decodeURL(Base64.encodeURL(bytes)) == bytes)
            #expect(Base32.decode(Base32.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }
}

@Suite struct `Base32 text` {
    /// RFC 4648 §10 in lower case and without padding.
    static let vectors: [(String, String)] = [
        ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb"),
        ("foobar", "mzxw6ytboi"),
    ]

    @Test(arguments: vectors)
    func `is that of RFC 4648, both ways`(plain: String, encoded: String) {
        #expect(Base32.encode(Array(plain.utf8)) == encoded)
        #expect(Base32.decode(encoded) == Array(plain.utf8))
    }

    @Test(arguments: [
        "MY", "mY", "my======", "m", "mz", "mzx", "mzxw6y", "mzxw6ytbo", "mzxr", "0y", "1y", "8y", "9y", "m y", "my ",
        " my", "m-y", "mé", "ｍy", "my\0", "my\n",
    ])
    func `takes no other spelling`(text: String) {
        #expect(Base32.decode(text) == nil)
    }
}

@Suite struct `Hexadecimal digits` {
    @Test func `are read in either case and written in lower case`() {
        #expect(Hex.decode("00fFAb7e") == [0x00, 0xFF, 0xAB, 0x7E])
        #expect(Hex.encode([0x00, 0xFF, 0xAB, 0x7E]) == "00ffab7e")
        #expect(Hex.decode("") == [])
    }

    @Test(arguments: ["0", "000", "0g", "g0", " 00", "00 ", "0x00", "00:11", "é0", "０0", "-1", "+1"])
    func `are nothing else`(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}

@Suite struct `PEM text` {
    static let first = PEM.encode([1, 2, 3], label: "CERTIFICATE")
    static let second = PEM.encode([UInt8](repeating: 0xA5, count: 100), label: "CERTIFICATE")

    @Test func `is written in lines of 64 characters`() {
        let lines = Self.second.split(separator: "\n", omittingEmptySubsequences: false).map(\.utf8.count)
        #expect(lines == [27, 64, 64, 8, 25, 0])
        #expect(Self.first == "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n")
    }

    @Test(arguments: ["\n", "\r\n"])
    func `gives every block of its label in order`(newline: String) {
        let key = PEM.encode([9], label: "PRIVATE KEY")
        let text = ("a comment\n" + Self.first + key + "Bag Attributes\n" + Self.second)
            .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: newline)
        #expect(PEM.decode(text, label: "CERTIFICATE") == [[1, 2, 3], [UInt8](repeating: 0xA5, count: 100)])
        #expect(PEM.decode(text, label: "PRIVATE KEY") == [[9]])
        #expect(PEM.decode(text, label: "X509 CRL").isEmpty)
        let (blocks, begun) = PEM.decode(bytes: Array(text.utf8), label: "CERTIFICATE")
        #expect(blocks == PEM.decode(text, label: "CERTIFICATE") && begun == 2)
        #expect(PEM.decode(bytes: Array(text.utf8), label: "X509 CRL") == ([], 0))
    }

    @Test(arguments: [
        "", "AQID", "-----BEGIN CERTIFICATE-----\nAQID\n", "AQID\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAQI\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nA*ID\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE----\nAQID\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAQID\n-----END PRIVATE KEY-----\n",
    ])
    func `gives nothing for a broken block`(text: String) {
        #expect(PEM.decode(text, label: "CERTIFICATE").isEmpty)
        let (blocks, begun) = PEM.decode(bytes: Array(text.utf8), label: "CERTIFICATE")
        // Whoever reads a file sees by the count that something in it is broken.
        #expect(blocks.isEmpty && begun == (text.contains("-----BEGIN CERTIFICATE-----") ? 1 : 0))
    }

    @Test func `is read by another program`() throws {
        let key = try PrivateKey.generate(.ec(.p256))
        let pem = PEM.encode(key.publicKey.subjectPublicKeyInfo, label: "PUBLIC KEY")
        let outcome = try Tool.openssl("pkey", "-pubin", "-in", "k", "-pubout", files: ["k": Array(pem.utf8)])
        #expect(outcome.output == pem)
    }
}
