import Foundation
import OpenSSL
import Testing

@Suite struct `Files of the house's own` {
    private let folder = NSTemporaryDirectory() + "porta-files-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    @Test func `are nobody else's, vanish unless they are named, and are read as they were written`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var digest = RunningDigest(.sha256)
        do {
            let file = try PrivateFile(path: folder + "/new")
            #expect(throws: FileTrouble.self) { try PrivateFile(path: folder + "/new") }
            try file.append([1, 2, 3] as [UInt64], to: &digest)
            try file.append([4] as [UInt16], to: &digest)
            try file.append([5, 6, 7] as [UInt8], to: &digest)
            try file.replace(folder + "/kept")
            _ = try PrivateFile(path: folder + "/gone")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["kept"])
        let mapped = try MappedFile(path: folder + "/kept", atMost: 100)
        #expect(mapped.count == 29)
        #expect(mapped.uint64(at: 8) == 2 && mapped.uint16(at: 24) == 4 && mapped.uint32(at: 16) == 3)
        let whole = digest.finish()
        #expect(mapped.digest(.sha256, 0..<29) == whole)
        #expect(mapped.bytes(26..<29) == [5, 6, 7])
    }

    @Test func `have nothing but zeros beyond their end`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try PrivateFile(path: folder + "/file")
        try file.append([0xFF, 0xFF, 0xFF] as [UInt8])
        let mapped = try MappedFile(path: file.path, atMost: 3)
        for offset in [-9, -1, 0, 2, 3, 4, .max, .max - 7, .min] {
            #expect(mapped.uint64(at: offset) == 0 && mapped.uint32(at: offset) == 0)
        }
        #expect(mapped.uint16(at: 1) == 0xFFFF && mapped.uint16(at: 2) == 0)
        #expect(mapped.bytes(2..<900) == [0xFF] && mapped.bytes(5..<9) == [])
        #expect(throws: FileTrouble.self) { try MappedFile(path: file.path, atMost: 2) }
        #expect(throws: FileTrouble.self) { try MappedFile(path: folder, atMost: 2_000_000) }
    }
}

@Suite struct `A digest in pieces` {
    @Test(arguments: DigestAlgorithm.allCases)
    func `is that of the whole`(algorithm: DigestAlgorithm) {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
        var digest = RunningDigest(algorithm)
        for start in stride(from: 0, to: 1_000, by: 7) { digest.update(bytes, start..<start + 7) }
        let whole = digest.finish()
        #expect(whole == algorithm.digest(bytes))
    }

    @Test(arguments: [SignatureAlgorithm.rsaPKCS1(.sha256), .rsaPSS(.sha384), .ecdsa(.sha512)])
    func `is what a signature is verified over`(algorithm: SignatureAlgorithm) throws {
        let key = try PrivateKey.generate(algorithm == .ecdsa(.sha512) ? .ec(.p256) : .rsa(bits: 2_048))
        let message = Array("a list".utf8)
        let signature = try key.sign(message, with: algorithm)
        let digest = try #require(algorithm.digest).digest(message)
        #expect(key.publicKey.verifies(signature, overDigest: digest, with: algorithm))
        #expect(!key.publicKey.verifies(signature, overDigest: digest.reversed(), with: algorithm))
        #expect(!key.publicKey.verifies(signature, overDigest: Array(digest.dropLast()), with: algorithm))
        #expect(!key.publicKey.verifies(signature, overDigest: digest, with: .ed25519))
    }
}
