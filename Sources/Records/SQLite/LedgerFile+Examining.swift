import GRDB

extension AuditReader {
    /// Whether a ledger could open this store: by looking alone, also while it is being served.
    public static func examine(path: String) throws(RecordsError) {
        let isNewer: Bool
        do {
            let database = try DatabaseQueue(path: path, configuration: LedgerFile.readOnly)
            isNewer = try database.read { database in
                // Reads the file's head, which an empty or foreign file does not have.
                _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master")
                return try LedgerSchema.migrator.hasBeenSuperseded(database)
            }
        } catch {
            throw .cannotOpen(path: path, "\(error)")
        }
        if isNewer { throw .newer(path: path) }
    }
}
