import Foundation
import GRDB

/// The same file by another way: what an intruder, a damaged disk or a busy neighbour would do to it.
struct RawStore {
    private let database: DatabaseQueue

    init(_ path: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(5)
        database = try DatabaseQueue(path: path, configuration: configuration)
    }

    func change(_ sql: String) throws {
        try database.writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    func bytes(_ sql: String) throws -> [UInt8]? {
        try database.read { try Data.fetchOne($0, sql: sql) }.map(Array.init)
    }
}
