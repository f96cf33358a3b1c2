import Foundation

/// A file that is written once and never over another.
struct NewFile {
    let folder: String
    /// Relative to the folder.
    let name: String

    private var path: String { "\(folder)/\(name)" }

    func write(_ contents: String, secret: Bool = false) throws(SettingsError) {
        let url = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: secret ? [.posixPermissions: 0o700] : nil)
            guard !FileManager.default.fileExists(atPath: path) else { throw SettingsError.exists(name) }
            // Empty at first: by the time a secret stands in it, nobody else may open it.
            try Data().write(to: url, options: .withoutOverwriting)
            try FileManager.default.setAttributes([.posixPermissions: secret ? 0o600 : 0o644], ofItemAtPath: path)
            let handle = try FileHandle(forWritingTo: url)
            try handle.write(contentsOf: Data(contents.utf8))
            try handle.synchronize()
            try handle.close()
        } catch let error as SettingsError {
            throw error
        } catch {
            throw .unwritable(name, reason: error.localizedDescription)
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
