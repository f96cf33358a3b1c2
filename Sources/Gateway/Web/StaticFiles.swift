public import Foundation
import NIOCore

/// The files that pages load, read once at start: style sheet, script, emblems, agreements. Nothing else of a disk
/// can be asked for.
public struct StaticFiles: Sendable {
    struct File: Sendable {
        let type: String
        let contents: ByteBuffer
    }

    private var files: [String: File] = [:]

    /// Reads every file of a folder, not of folders in it.
    ///
    /// - Throws: an error of Foundation, if the folder or a file cannot be read.
    public init(folder: URL) throws {
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let contents = Array(try Data(contentsOf: file))
            add(contents, mediaType: Self.type(of: file.pathExtension), at: "/" + file.lastPathComponent)
        }
    }

    /// Serves one more file at this path.
    public mutating func add(_ contents: [UInt8], mediaType: String, at path: String) {
        files[path] = File(type: mediaType, contents: ByteBuffer(bytes: contents))
    }

    var paths: [String] { files.keys.sorted() }

    func file(_ path: String) -> File? { files[path] }

    private static func type(of ending: String) -> String {
        switch ending.lowercased() {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "ico": "image/x-icon"
        case "pdf": "application/pdf"
        case "txt": "text/plain; charset=utf-8"
        case "html": "text/html; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
