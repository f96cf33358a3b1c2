import Foundation
package import OpenSSL

/// Where one issuer's lists lie: in a folder of the house's own, so that they survive a restart, or for a while only.
package struct ListShelf: Sendable {
    /// nil: nothing is kept, and what a nation's list needs lies in the system's folder for such things.
    let folder: String?
    /// Seals what lies here, so that a damaged or foreign file is not believed.
    let key: [UInt8]
    /// No other process writes here as long as this is held.
    private let house: PrivateFolder?
    private let randomness: Randomness

    package init(randomness: Randomness = .system) {
        (folder, house) = (nil, nil)
        key = randomness(32)
        self.randomness = randomness
    }

    /// - Parameter folder: made if it is not there, with a folder for the issuer in it. Nobody else may look into them.
    package init(folder: String, issuer: String, randomness: Randomness = .system) throws(FileTrouble) {
        let above = (folder as NSString).deletingLastPathComponent
        if !above.isEmpty, !FileManager.default.fileExists(atPath: above) {
            try? FileManager.default.createDirectory(
                atPath: above, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        let house = try PrivateFolder.at(folder)
        let own = "\(folder)/\(issuer)"
        let isFirst = try house.enter(issuer)
        key = try Self.key(in: folder, randomness)
        self.folder = own
        self.house = house
        self.randomness = randomness
        // What a process left behind that was killed over its work; not what is under way in this one.
        guard isFirst else { return }
        for name in Self.names(in: own) where name.hasSuffix(".part") { Self.remove("\(own)/\(name)") }
    }

    private static func key(in folder: String, _ randomness: Randomness) throws(FileTrouble) -> [UInt8] {
        let path = "\(folder)/key"
        // With another key nothing that lies here would be believed any more: never made anew in the place of one.
        if PrivateFolder.holds(path) {
            do {
                let file = try MappedFile(path: path, atMost: 32)
                if file.count == 32 { return file.bytes(0..<32) }
            } catch {
                throw FileTrouble(text: "\(error); or take \(folder) away, and all lists are fetched anew")
            }
            throw FileTrouble(
                text: "\(path) is not 32 bytes: bring it back, or take \(folder) away, and all lists are fetched anew")
        }
        let key = randomness(32)
        let file = try PrivateFile(path: "\(folder)/key.\(name(randomness))")
        try file.append(key)
        try file.sync()
        try file.replace(path)
        return key
    }

    private static func name(_ randomness: Randomness) -> String { "\(Hex.encode(randomness(8))).part" }

    private var workplace: String {
        folder ?? FileManager.default.temporaryDirectory.path.appending("/porta").replacing("//", with: "/")
    }

    /// A file under way.
    func part() throws(FileTrouble) -> PrivateFile {
        try PrivateFile(path: "\(workplace)\(folder == nil ? "-" : "/")\(Self.name(randomness))")
    }

    /// Space to sort in, that no name leads to.
    func scratch() throws(FileTrouble) -> PrivateFile {
        try PrivateFile(path: "\(workplace)\(folder == nil ? "-" : "/")\(Self.name(randomness))", isNamed: false)
    }

    /// Where something belongs that came from an address; nil if nothing is kept.
    func place(_ url: String, _ ending: String) -> String? {
        folder.map { "\($0)/\(Hex.encode(Array(DigestAlgorithm.sha256.digest(Array(url.utf8)).prefix(16)))).\(ending)" }
    }

    /// Where revoked cards are written down.
    var log: String? { folder.map { "\($0)/revoked" } }

    func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    func remove(_ url: String) {
        for ending in ["list", "mark"] { if let path = place(url, ending) { Self.remove(path) } }
    }

    func removeAll() {
        guard let folder else { return }
        for name in Self.names(in: folder) { Self.remove("\(folder)/\(name)") }
    }

    private static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    private static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
