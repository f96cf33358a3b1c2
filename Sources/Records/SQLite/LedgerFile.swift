import Foundation
import GRDB

/// Opens the store, and only if what it acknowledges survives a power cut.
enum LedgerFile {
    static func open(path: String) throws(RecordsError) -> any DatabaseWriter {
        do {
            try makePrivate(path)
            let database = try DatabasePool(path: path, configuration: configuration)
            try prepare(database, path: path)
            try makePrivate(path)
            return database
        } catch let error as RecordsError {
            throw error
        } catch {
            throw .cannotOpen(path: path, "\(error)")
        }
    }

    /// A store that lives as long as the process; the same code, nothing durable.
    static func inMemory() throws(RecordsError) -> any DatabaseWriter {
        do {
            let database = try DatabaseQueue(configuration: configuration)
            try prepare(database, path: "memory")
            return database
        } catch let error as RecordsError {
            throw error
        } catch {
            throw .cannotOpen(path: "memory", "\(error)")
        }
    }

    /// A connection of its own to a store that is open, to read.
    static func beside(path: String) throws(RecordsError) -> DatabaseQueue {
        do {
            return try DatabaseQueue(path: path, configuration: readOnly)
        } catch {
            throw .cannotOpen(path: path, "\(error)")
        }
    }

    /// For commands that look at the store of a running gateway.
    static var readOnly: Configuration {
        var configuration = configuration
        configuration.readonly = true
        return configuration
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "porta.records"
        // Another process may hold the file for a moment: a backup, or a checkpoint at its end.
        configuration.busyMode = .timeout(5)
        configuration.persistentReadOnlyConnections = true
        configuration.prepareDatabase { database in
            // A damaged or prepared file must not run code of its own making.
            try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        }
        return configuration
    }

    private static func prepare(_ database: some DatabaseWriter, path: String) throws {
        let migrator = LedgerSchema.migrator
        if try database.read(migrator.hasBeenSuperseded) { throw RecordsError.newer(path: path) }
        let level = try database.writeWithoutTransaction { database in
            // Turning on WAL lowers this to NORMAL, which does not sync at COMMIT (R38).
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? 0
        }
        guard level == 2 else { throw RecordsError.notDurable(path: path, synchronous: level) }
        try migrator.migrate(database)
    }

    /// The records are for Porta's user alone. The files beside the store get its mode from SQLite.
    private static func makePrivate(_ path: String) throws {
        let files = FileManager.default
        let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        if !files.fileExists(atPath: path), !files.createFile(atPath: path, contents: nil, attributes: mode) {
            throw RecordsError.cannotOpen(path: path, "no file can be made")
        }
        for file in [path, path + "-wal", path + "-shm"] where files.fileExists(atPath: file) {
            try files.setAttributes(mode, ofItemAtPath: file)
        }
    }
}

extension DatabaseWriter {
    /// Closes the store so that its file alone holds everything. SQLite would do that when the last connection goes,
    /// but the last ones here may only read.
    ///
    /// - Parameter kind: `.truncate` waits for those who read and keeps others from writing meanwhile; `.passive` folds
    ///   in what it can.
    func foldAndClose(_ kind: Database.CheckpointMode) throws(RecordsError) {
        do {
            try writeWithoutTransaction { _ = try $0.checkpoint(kind) }
        } catch {
            try? close()
            throw .notFoldedIn("\(error)")
        }
        do { try close() } catch { throw .notFoldedIn("\(error)") }
    }
}
