import Foundation
import Testing

/// The law of the house, held against the manifest and every import.
struct FloorTests {
    /// `dump-package` writes its lists with objects among the names, which do not matter here.
    private func manifest() throws -> [String: [String]] {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("porta-manifest-\(UUID())")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let dump = try run("swift", ["package", "--scratch-path", scratch.path, "dump-package"])
        let start = try #require(dump.output.firstIndex(of: "{"))
        let object = try JSONSerialization.jsonObject(with: Data(dump.output[start...].utf8))
        let targets = try #require((object as? [String: Any])?["targets"] as? [[String: Any]])
        var rooms: [String: [String]] = [:]
        for target in targets {
            guard let name = target["name"] as? String, let all = target["dependencies"] as? [[String: Any]] else {
                continue
            }
            rooms[name] = all.compactMap { (($0["byName"] ?? $0["target"]) as? [Any])?.first as? String }
        }
        return rooms
    }

    @Test func `a room knows only rooms on lower floors`() throws {
        let manifest = try manifest()
        for room in House.rooms {
            let floor = try #require(House.floor(of: room))
            let known = try #require(manifest[room], "\(room) is in the manifest")
            for other in known {
                let below = try #require(House.floor(of: other), "\(room) depends on \(other), which has no floor")
                #expect(below < floor, "\(room) may not know \(other)")
            }
        }
    }

    @Test func `every room that is imported is a declared dependency`() throws {
        let manifest = try manifest()
        let importLine =
            /^(?:public |internal |private |package )?import (?:(?:struct|class|enum|func|protocol) )?(\w+)/
        for room in House.rooms {
            let declared = Set(try #require(manifest[room]))
            for (file, text) in try House.sources(of: room) {
                for line in text.split(separator: "\n") {
                    guard let match = line.prefixMatch(of: importLine) else { continue }
                    let imported = String(match.output.1)
                    guard House.floor(of: imported) != nil else { continue }
                    #expect(declared.contains(imported), "\(file) imports \(imported) through another room")
                }
            }
        }
    }

    /// The rooms in which C is wrapped.
    static let unsafeRooms: Set<String> = ["OpenSSL", "TLS", "Fetch", "SignedXML", "SAML"]

    @Test func `unsafe code stands only where C is wrapped`() throws {
        for room in House.rooms where !Self.unsafeRooms.contains(room) {
            for (file, text) in try House.sources(of: room) {
                let uses = text.split(separator: "\n").filter { line in
                    let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
                    return code.contains(/\bunsafe\b(?!Read)/)
                }
                #expect(uses.isEmpty, "\(file): \(uses.first ?? "")")
            }
        }
        #expect(try House.sources(of: "SAML").filter { $0.text.contains(/\bunsafe\b/) }.count <= 2)
        #expect(try House.sources(of: "SignedXML").filter { $0.text.contains(/\bunsafe\b/) }.count <= 2)
    }

    @Test func `a ledger is implemented in Records alone`() throws {
        for room in House.rooms where room != "Records" {
            for (file, text) in try House.sources(of: room) {
                #expect(!text.contains(/[:,] *Ledger\b *[{,]/), "\(file) implements Ledger")
            }
        }
    }

    @Test func `nothing traps on purpose but where start-up state is checked`() throws {
        for room in House.rooms {
            for (file, text) in try House.sources(of: room) {
                #expect(!text.contains("fatalError("), "\(file)")
                #expect(!text.contains("try!"), "\(file)")
                #expect(!text.contains(/\bas!/), "\(file)")
            }
        }
    }
}
