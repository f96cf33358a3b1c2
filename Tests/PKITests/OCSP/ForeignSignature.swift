import Foundation

/// Signatures that nothing here would make, by the `openssl` command.
enum ForeignSignature {
    static func sha1(_ bytes: [UInt8], key: String) -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("porta-pki-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: folder.appendingPathComponent("message"))
            try Data(key.utf8).write(to: folder.appendingPathComponent("key"))
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            process.arguments = ["dgst", "-sha1", "-sign", "key", "-out", "signature", "message"]
            process.currentDirectoryURL = folder
            try process.run()
            process.waitUntilExit()
            return Array(try Data(contentsOf: folder.appendingPathComponent("signature")))
        } catch {
            fatalError("openssl made no signature: \(error)")
        }
    }
}
