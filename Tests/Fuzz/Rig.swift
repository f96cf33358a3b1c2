import Foundation
import PKI

/// What the fuzz targets share: a valid path out of the PKITS vectors, and a limit on the work that one input may cost.
enum Rig {
    static let anchor = vector("certs/TrustAnchorRootCertificate.crt")
    static let authority = vector("certs/GoodCACert.crt")
    static let target = vector("certs/ValidCertificatePathTest1EE.crt")
    static let rootList = vector("crls/TrustAnchorRootCRL.crl")
    static let validator = Validator()
    /// 2022-01-01, when all of PKITS is valid.
    static let moment = Date(timeIntervalSince1970: 1_640_995_200)

    /// 100 KB are decided within 50 ms of CPU; the instrumented program is given three times as much.
    private static let limit: UInt64 = 150_000_000

    /// Turns libFuzzer's bytes into an array, and traps where deciding them took too long.
    static func run(_ start: UnsafePointer<UInt8>, _ count: Int, _ act: ([UInt8]) -> Void) -> CInt {
        let input = Array(UnsafeBufferPointer(start: start, count: count))
        let begun = nanoseconds()
        act(input)
        let spent = nanoseconds() - begun
        precondition(spent < limit, "\(count) bytes took \(spent / 1_000_000) ms of CPU")
        return 0
    }

    /// The path, to be judged by lists and answers.
    static func path(_ revocation: ValidationCase.Revocation) -> ValidationCase {
        var given = ValidationCase(certificate: target, trustAnchors: [anchor], at: moment)
        given.intermediates = [authority]
        given.revocation = revocation
        return given
    }

    private static func vector(_ name: String) -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../PKITests/Vectors/PKITS").standardizedFileURL
        guard let data = try? Data(contentsOf: folder.appending(path: name)) else {
            fatalError("\(name) is not in \(folder.path)")
        }
        return Array(data)
    }

    /// CPU time of this thread.
    private static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
