import Foundation
import OpenSSL

/// An edition as a file of this user's alone: the texts of the entities, where each lies, the notes, and a seal.
///
/// It was verified when it was written, and is believed again because nobody else may write there; the seal finds
/// damage. A file of another form, source or set of keys is none.
enum KeptEdition {
    /// Changes whenever entities would be judged otherwise than before: then the document is fetched and judged anew.
    private static let form = "porta metadata 1"
    private static let sealLength = 32
    /// Twice the largest document: declarations are written out.
    private static let largest = 512 << 20

    static func path(_ source: MetadataSource, in folder: String) -> String { "\(folder)/\(source.identity).edition" }

    static func write(_ making: EditionMaking, _ notes: EditionNotes, in folder: String) throws(FileTrouble) {
        let path = path(making.source, in: folder)
        let draft = path + ".new"
        // What a process that was ended in between left behind.
        try? FileManager.default.removeItem(atPath: draft)
        let file = try PrivateFile(path: draft)
        var digest = RunningDigest(.sha256)
        var index = ""
        var offset = 0
        for entity in making.entities {
            try file.append(entity.bytes, to: &digest)
            // Entity IDs are printable ASCII without spaces.
            let until = entity.until.map { String($0.timeIntervalSince1970) } ?? "-"
            index += "\(offset) \(entity.bytes.count) \(until) \(entity.id)\n"
            offset += entity.bytes.count
        }
        guard let written = try? JSONEncoder().encode(notes) else {
            throw FileTrouble(text: "the notes cannot be kept")
        }
        let tail = "\(form)\n\(offset) \(index.utf8.count) \(written.count)\n"
        try file.append(Array(index.utf8) + Array(written) + Array(tail.utf8), to: &digest)
        try file.append([UInt8(tail.utf8.count)] + digest.finish())
        try file.sync()
        try file.replace(path)
    }

    /// - Returns: nil if there is none.
    static func read(_ source: MetadataSource, in folder: String) throws(FileTrouble) -> MetadataEdition? {
        let path = path(source, in: folder)
        guard PrivateFolder.holds(path) else { return nil }
        let damaged = FileTrouble(text: "\(path) is damaged, or of another version; it is fetched anew")
        let file = try MappedFile(path: path, atMost: largest)
        let end = file.count - sealLength - 1
        guard end > 0, let length = file.bytes(end..<(end + 1)).first,
            file.digest(.sha256, 0..<end) == file.bytes((end + 1)..<file.count)
        else { throw damaged }
        let tail = text(file, (end - Int(length))..<end).split(separator: "\n")
        guard tail.count == 2, tail[0] == form else { throw damaged }
        let counts = tail[1].split(separator: " ").compactMap { Int($0) }
        guard counts.count == 3, counts.allSatisfy({ (0...largest).contains($0) }),
            counts.reduce(0, +) + Int(length) == end
        else { throw damaged }
        let index = counts[0]..<(counts[0] + counts[1])
        let written = Data(file.bytes(index.upperBound..<(index.upperBound + counts[2])))
        guard let notes = try? JSONDecoder().decode(EditionNotes.self, from: written), notes.source == source.identity,
            let places = places(text(file, index), within: counts[0])
        else { throw damaged }
        return MetadataEdition(notes, .file(file), places, sandbox: source.sandbox)
    }

    private static func text(_ file: MappedFile, _ range: Range<Int>) -> String {
        String(decoding: file.bytes(range), as: UTF8.self)
    }

    private static func places(_ index: String, within count: Int) -> [ExactText: EntityPlace]? {
        var places: [ExactText: EntityPlace] = [:]
        for line in index.utf8.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
            guard parts.count == 4, let start = Int(parts[0]), let length = Int(parts[1]), start >= 0, length >= 0,
                length <= count, start <= count - length, parts[2] == "-" || Double(parts[2]) != nil
            else { return nil }
            let until = Double(parts[2]).map { Date(timeIntervalSince1970: $0) }
            places[ExactText(parts[3])] = EntityPlace(id: parts[3], range: start..<(start + length), until: until)
        }
        return places
    }
}
