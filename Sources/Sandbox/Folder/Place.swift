import Foundation

/// A folder on disk, with files named relative to it.
struct Place: Sendable {
    let path: String

    init(_ path: String) { self.path = path }

    func path(_ name: String) -> String { path + "/" + name }

    func bytes(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: path(name)).map { Array($0) } }

    func text(_ name: String) throws(SandboxError) -> String {
        guard let bytes = bytes(name), let text = String(validating: bytes, as: UTF8.self) else {
            throw .notASandbox(path: path, missing: name)
        }
        return text
    }

    func makeFolder(_ name: String = "", secret: Bool = false) throws(SandboxError) {
        let whole = name.isEmpty ? path : path(name)
        do {
            try FileManager.default.createDirectory(
                atPath: whole, withIntermediateDirectories: true,
                attributes: secret ? [.posixPermissions: 0o700] : nil)
        } catch {
            throw .unwritable(path: whole, reason: error.localizedDescription)
        }
    }

    func write(_ text: String, _ name: String, secret: Bool = false) throws(SandboxError) {
        try write(Array(text.utf8), name, secret: secret)
    }

    /// Writes a new file. A secret one has its mode before it has its content.
    func write(_ bytes: [UInt8], _ name: String, secret: Bool = false) throws(SandboxError) {
        let whole = path(name)
        try? FileManager.default.removeItem(atPath: whole)
        let mode = secret ? 0o600 : 0o644
        let manager = FileManager.default
        guard manager.createFile(atPath: whole, contents: nil, attributes: [.posixPermissions: mode]) else {
            throw .unwritable(path: whole, reason: "the file cannot be created")
        }
        do {
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: whole))
            try file.write(contentsOf: Data(bytes))
            try file.close()
        } catch {
            throw .unwritable(path: whole, reason: error.localizedDescription)
        }
    }

    /// Puts new content in the place of the old in one step, so that a reader sees one or the other.
    func replace(_ name: String, by bytes: [UInt8]) throws(SandboxError) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path(name)), options: .atomic)
        } catch {
            throw .unwritable(path: path(name), reason: error.localizedDescription)
        }
    }

    var isEmpty: Bool {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).isEmpty
    }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}
