import OpenSSL
import Testing

@Suite struct `A big number` {
    @Test(arguments: [0, 1, 2, 3, 4, 8, 9, 15, 16, 1 << 31, (1 << 32) - 1, 1 << 62, .max] as [UInt64])
    func `has the root below it`(value: UInt64) throws {
        let root = try #require(BigNumber(value).squareRoot.word)
        #expect(root * root <= value)
        let (next, overflow) = (root + 1).multipliedReportingOverflow(by: root + 1)
        #expect(overflow || next > value)
        #expect(BigNumber(value).isSquare == (root * root == value))
    }

    @Test(arguments: [128, 1_024, 2_048, 4_096]) func `of any size has an exact root`(bits: Int) throws {
        let root = BigNumber([0xC5] + Randomness.system(bits / 8 - 1))
        let square = root * root
        #expect(square.squareRoot == root && square.isSquare)
        let below = try #require(square.minus(BigNumber(1)))
        #expect(below.squareRoot < root && !below.isSquare)
        #expect((square + BigNumber(1)).squareRoot == root && !(square + BigNumber(1)).isSquare)
    }

    @Test func `is calculated with`() throws {
        let large = BigNumber([1] + [UInt8](repeating: 0, count: 16))
        #expect(large.bitCount == 129 && large.word == nil)
        #expect(large.remainder(dividingBy: 1_000_003) == 3_026)
        #expect(large.quotient(dividingBy: BigNumber(1 << 32)).bytes == [1] + [UInt8](repeating: 0, count: 12))
        #expect(large.shiftedRight(by: 128) == BigNumber(1))
        #expect(BigNumber(1).shiftedLeft(by: 128) == large)
        #expect(BigNumber(3).minus(BigNumber(4)) == nil)
        #expect(BigNumber([]).bytes.isEmpty && BigNumber(0) < BigNumber(1))
    }
}
