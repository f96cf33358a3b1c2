import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// threats: R16, V7. What somebody else may send in place of a list.
@Suite struct `A hostile list` {
    static let world = ListWorld.shared

    @Test func `is no list any more with any byte changed`() throws {
        let list = try Self.world.list { $0.issuingDistributionPoint = IssuingDistributionPoint.der(onlyUsers: true) }
        var given = try Self.world.given(lists: [list])
        let validator = Validator()
        #expect(validator.decide(given).isValid)
        for position in list.indices {
            given.crls[0] = list
            given.crls[0][position] ^= 0x81
            #expect(!validator.decide(given).isValid, "byte \(position)")
        }
    }

    @Test func `is no list cut off anywhere`() throws {
        let list = try Self.world.list()
        var given = try Self.world.given(lists: [list])
        let validator = Validator()
        for length in list.indices {
            given.crls[0] = Array(list[..<length])
            #expect(!validator.decide(given).isValid, "\(length) bytes")
        }
    }

    static let large: [(String, @Sendable (inout CRLShape) -> Void)] = [
        (
            "as many entries as 100 KB hold",
            { list in
                list.entries = (0..<4_400).map {
                    CRLEntry(serial: [UInt8($0 / 256 + 1), UInt8($0 & 0xFF)], date: ListWorld.noon)
                }
            }
        ),
        (
            "one number listed thousands of times",
            { list in list.entries = (0..<4_400).map { _ in ListWorld.stranger() } }
        ),
        (
            "an issuer for each entry",
            { list in
                list.issuingDistributionPoint = IssuingDistributionPoint.der(indirect: true)
                list.entries = (0..<999).map { number in
                    ListWorld.mine { $0.certificateIssuer = DemoAuthority.rootName("\(number)") }
                }
            }
        ),
        (
            "a large extension",
            { list in
                list.moreExtensions = [Extension("1.3.6.1.4.1.99999.9.1", [UInt8](repeating: 0x30, count: 100_000))]
            }
        ),
    ]

    /// 50 ms in the released program; the program that is tested is not optimised.
    @Test(arguments: large.indices)
    func `costs little, whatever it holds`(index: Int) throws {
        let list = try Self.world.list(Self.large[index].1)
        let begun = Self.cpuTime()
        let answer = try Self.world.decide(lists: [list])
        #expect(Self.cpuTime() - begun < 2, "\(Self.large[index].0)")
        #expect(answer.isValid, "\(Self.large[index].0): \(answer.detail)")
    }

    @Test func `does not make a case endless by coming a hundred times`() throws {
        let lists = try (0..<100).map { number in
            try Self.world.list {
                $0.number = number
                $0.breaksSignature = true
            }
        }
        let begun = Self.cpuTime()
        #expect(try Self.world.decide(lists: lists).reason == .revocationSignature)
        #expect(Self.cpuTime() - begun < 4)
    }

    /// Of this thread, in seconds.
    private static func cpuTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
