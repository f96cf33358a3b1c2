/// Why the records could not be opened or read. The texts are for operators: they name the file and the mend.
public enum RecordsError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotOpen(path: String, String)
    /// The store would acknowledge what a power cut takes away again.
    case notDurable(path: String, synchronous: Int)
    /// A later version of Porta has written here.
    case newer(path: String)
    case unreadable(path: String, String)
    case unwritable(path: String, String)
    /// All that was acknowledged is on the disk, a part of it in the write-ahead log beside the store.
    case notFoldedIn(String)

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "\(path): the store cannot be opened (\(reason)); its folder must exist and belong to Porta's user"
        case .notDurable(let path, let level):
            "\(path): the store does not wait for the disk (synchronous is \(level), not 2); use a local file system"
        case .newer(let path):
            "\(path): a later version of Porta has used this store; run that version, or restore a backup"
        case .unreadable(let path, let reason):
            "\(path): the store cannot be read (\(reason)); restore a backup if the file is damaged"
        case .unwritable(let path, let reason):
            "\(path): nothing was written (\(reason)); try again as Porta's user, and look for a full disk"
        case .notFoldedIn(let reason):
            "the store's newest records lie in its file -wal (\(reason)): copy all its files together, or start and end "
                + "Porta"
        }
    }
}
