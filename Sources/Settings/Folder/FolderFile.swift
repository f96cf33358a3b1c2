import Foundation

/// Why a file could not be read.
enum FileTrouble: Error, Hashable {
    case missing
    case folder
    case tooLarge(limit: Int)
    case unreadable

    var what: String {
        switch self {
        case .missing: "does not exist"
        case .folder: "is not a file"
        case .tooLarge(let limit): "is larger than \(limit / 1024) KB"
        case .unreadable: "cannot be read"
        }
    }

    func mend(_ name: String) -> String {
        switch self {
        case .missing: "put the file there, or correct the path (it is relative to the file that names it)"
        case .folder: "name a file"
        case .tooLarge: "check that this is the right file"
        case .unreadable: "let the user that runs porta read it: chown PORTA-USER \(name)"
        }
    }
}

/// A file as it lies on the disk, behind any symbolic links.
struct FolderFile {
    let path: String

    init(_ path: String) { self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

    func read(limit: Int) throws(FileTrouble) -> [UInt8] {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { throw .missing }
        guard attributes[.type] as? FileAttributeType == .typeRegular else { throw .folder }
        guard let size = Self.number(attributes[.size]), size <= limit else { throw .tooLarge(limit: limit) }
        guard let contents = FileManager.default.contents(atPath: path) else { throw .unreadable }
        // It may have grown since its size was asked for.
        guard contents.count <= limit else { throw .tooLarge(limit: limit) }
        return [UInt8](contents)
    }

    var isFolder: Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type] as? FileAttributeType == .typeDirectory
    }

    /// Whether the group or others may read, write or run it.
    var isOpenToOthers: Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = Self.number(attributes?[.posixPermissions]) else { return true }
        return mode & 0o077 != 0
    }

    /// Foundation gives numbers in one form or another.
    private static func number(_ attribute: Any?) -> Int? {
        if let number = attribute as? any BinaryInteger { return Int(exactly: number) }
        return (attribute as? NSNumber)?.intValue
    }
}
