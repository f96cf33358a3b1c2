import ArgumentParser
import Foundation
import Login
import PKI
import Records
import Settings

struct BlockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block",
        abstract: "Keep a person, a card, a key or an issuer out, from the next judgement on.",
        discussion: """
            Counts at once, also while `porta serve` runs, and for logins that are at the consent page. Every change is
            a record of the audit chain. Run it as the user that Porta runs as.
            """,
        subcommands: [
            BlockThing<PersonTarget>.self, BlockThing<CardTarget>.self, BlockThing<KeyTarget>.self,
            BlockThing<IssuerTarget>.self, ListBlocks.self,
        ])
}

struct UnblockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unblock", abstract: "Lift a block.",
        subcommands: [
            UnblockThing<PersonTarget>.self, UnblockThing<CardTarget>.self, UnblockThing<KeyTarget>.self,
            UnblockThing<IssuerTarget>.self,
        ])
}

struct BlockThing<Target: BlockTarget>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: Target.kind.rawValue, abstract: "Block \(Target.words).")
    }

    @OptionGroup var folder: ConfigurationFolder

    @OptionGroup var target: Target

    @Option(help: "Why. It is kept as written: nothing personal belongs in it.")
    var reason: String

    @Option(help: "When the block ends by itself: a day (its first moment in UTC) or an RFC 3339 time.")
    var until: String?

    @Option(help: "Who does it; without it the user of this session.")
    var by: String?

    @Flag(help: "One JSON object.")
    var json = false

    func run() throws {
        let now = Date()
        let end = try until.map(dayOrMoment)
        if let end, end <= now { throw Problem("--until \(until ?? ""): is over already; name a time to come") }
        let block = try target.block(in: folder.sound(), reason: reason, by: by, at: now, until: end)
        try Blocks.change(folder) { try $0.write(block) }
        try Blocks.show(block, "blocked", json: json)
    }
}

struct UnblockThing<Target: BlockTarget>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: Target.kind.rawValue, abstract: "Lift the block of \(Target.words).")
    }

    @OptionGroup var folder: ConfigurationFolder

    @OptionGroup var target: Target

    @Option(help: "Why. It is kept as written: nothing personal belongs in it.")
    var reason: String = "-"

    @Option(help: "Who does it; without it the user of this session.")
    var by: String?

    @Flag(help: "One JSON object.")
    var json = false

    func run() throws {
        let block = try target.block(in: folder.sound(), reason: reason, by: by, at: Date(), until: nil)
        var wasBlocked = false
        try Blocks.change(folder) { wasBlocked = try $0.lift(block) }
        guard wasBlocked else {
            Terminal.error("\(block.kind.rawValue) \(block.label) is not blocked")
            throw Verdict.no
        }
        try Blocks.show(block, "unblocked", json: json)
    }
}

struct ListBlocks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is blocked now, oldest first.")

    @OptionGroup var folder: ConfigurationFolder

    @Flag(help: "One JSON object a line.")
    var json = false

    func run() throws {
        guard let path = try folder.sound().existingStore else { return }
        do {
            for block in try BlockReader(path: path).blocks(at: Date()) {
                if json {
                    try Terminal.json(
                        BlockLine(
                            kind: block.kind, label: block.label, reason: block.reason, by: block.by,
                            since: block.since, until: block.until, state: "blocked"))
                } else {
                    let end = block.until.map { " until \($0.formatted(.iso8601))" } ?? ""
                    let line = "\(block.since.formatted(.iso8601))\(end)  \(block.kind) \(block.label)  \(block.by): "
                    print(AuditRecord.printable(line + block.reason))
                }
            }
        } catch let error as RecordsError {
            throw Problem("\(error)")
        }
    }
}

/// A block as programs read it.
struct BlockLine: Encodable {
    let kind: String
    let label: String
    let reason: String
    let by: String
    let since: Date
    let until: Date?
    let state: String
}

enum Blocks {
    static func change(_ folder: ConfigurationFolder, _ act: (BlockBook) throws -> Void) throws {
        do {
            switch try folder.sound().store {
            case .sqlite(let path):
                let book = try BlockBook(path: path)
                defer { book.close() }
                try act(book)
            }
        } catch let error as RecordsError {
            throw Problem("\(error)")
        }
    }

    static func show(_ block: Block, _ state: String, json: Bool) throws {
        guard json else { return print("\(block.kind.rawValue) \(block.label): \(state)") }
        try Terminal.json(
            BlockLine(
                kind: block.kind.rawValue, label: block.label, reason: block.reason, by: block.by, since: block.since,
                until: block.until, state: state))
    }
}

extension Configuration {
    /// The path of the store, if it is there.
    var existingStore: String? {
        switch store {
        case .sqlite(let path): FileManager.default.fileExists(atPath: path) ? path : nil
        }
    }

    /// What is blocked, for commands that judge: nothing where there is no store yet.
    func storedBlocks(at clock: WallClock?) throws -> BlockList {
        guard let path = existingStore else { return .none }
        do {
            return try BlockReader(path: path).blockList(
                PairwiseKey(secrets.pairwise).blocks, clock: clock ?? self.clock.map(WallClock.fixed) ?? .system)
        } catch let error as RecordsError {
            throw Problem("\(error)")
        }
    }
}

/// A day such as 2026-01-31, or a time of RFC 3339.
func dayOrMoment(_ text: String) throws -> Date {
    try moment(text.utf8.count == 10 ? text + "T00:00:00Z" : text)
}
