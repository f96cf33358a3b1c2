import OpenSSL
import Testing

@Suite struct `An ECDSA signature` {
    @Test(arguments: Curve.allCases)
    func `goes from DER to fixed width and back`(curve: Curve) throws {
        let key = try PrivateKey.generate(.ec(curve))
        // Some of these have leading zeros or a top bit, which the two forms treat differently.
        for number in 0..<64 as Range<UInt8> {
            let der = try key.sign([number], with: .ecdsa(.sha256))
            let raw = try #require(EcdsaSignature.raw(fromDER: der, curve: curve))
            #expect(raw.count == 2 * curve.coordinateLength)
            #expect(EcdsaSignature.der(fromRaw: raw, curve: curve) == der)
        }
    }

    /// DER, what r and s are in the last two bytes of 32.
    static let readable: [(String, UInt8, UInt8)] = [
        ("3006020101020102", 1, 2),
        ("300602010002017f", 0, 0x7F),
        ("300702020080020101", 0x80, 1),
    ]

    @Test(arguments: readable)
    func `may have short numbers`(der: String, r: UInt8, s: UInt8) throws {
        let raw = try #require(EcdsaSignature.raw(fromDER: bytes(der), curve: .p256))
        let zeros = [UInt8](repeating: 0, count: 31)
        #expect(raw == zeros + [r] + zeros + [s])
        #expect(try EcdsaSignature.der(fromRaw: raw, curve: .p256) == bytes(der))
    }

    static let malformed: [(String, String)] = [
        ("nothing", ""),
        ("the tag alone", "30"),
        ("another tag", "3106020101020102"),
        ("a sequence too long for its bytes", "3007020101020102"),
        ("a sequence too short for its numbers", "3005020101020102"),
        ("bytes after the sequence", "300602010102010200"),
        ("bytes within the sequence", "300702010102010200"),
        ("one number", "3003020101"),
        ("three numbers", "3009020101020102020103"),
        ("an indefinite length", "3080020101020102"),
        ("a length of more bytes than needed", "308106020101020102"),
        ("a length of two bytes", "30820006020101020102"),
        ("a number of another type", "3006030101020102"),
        ("an empty number", "30050200020102"),
        ("a negative number", "3006020181020102"),
        ("a number with a needless zero", "300702020001020102"),
        ("a number of zeros", "300702020000020102"),
        ("a number wider than the curve", "3026022101" + String(repeating: "00", count: 32) + "020102"),
    ]

    @Test(arguments: malformed)
    func `is not`(name: String, der: String) throws {
        #expect(try EcdsaSignature.raw(fromDER: bytes(der), curve: .p256) == nil, "\(name)")
    }

    @Test(arguments: Curve.allCases, [-1, 1, -2])
    func `of fixed width has that width`(curve: Curve, difference: Int) {
        let raw = [UInt8](repeating: 1, count: 2 * curve.coordinateLength + difference)
        #expect(EcdsaSignature.der(fromRaw: raw, curve: curve) == nil)
    }

    @Test func `survives every shorter part and every byte changed`() throws {
        let key = try PrivateKey.generate(.ec(.p521))
        let der = try key.sign([1, 2, 3], with: .ecdsa(.sha512))
        for count in der.indices {
            #expect(EcdsaSignature.raw(fromDER: Array(der.prefix(count)), curve: .p521) == nil)
        }
        for index in der.indices {
            for value in [0x00, 0x7F, 0x80, 0xFF] as [UInt8] {
                var changed = der
                changed[index] = value
                guard let raw = EcdsaSignature.raw(fromDER: changed, curve: .p521) else { continue }
                #expect(EcdsaSignature.der(fromRaw: raw, curve: .p521) == changed)
            }
        }
    }
}
