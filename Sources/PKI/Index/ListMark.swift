import Foundation
import OpenSSL

/// The newest list that was ever believed from an address: none older takes its place, also after a restart, also if the
/// list's own file is lost (threats: V6).
struct ListMark: Codable, Hashable, Sendable {
    let authority: [UInt8]
    let sha256: [UInt8]
    let parts: ListParts

    /// Writes the mark, sealed, and waits for the disk.
    func keep(_ url: String, on shelf: ListShelf) throws(FileTrouble) {
        guard let place = shelf.place(url, "mark"), let text = try? JSONEncoder().encode(self) else { return }
        let file = try shelf.part()
        try file.append(HMAC.sha256(key: shelf.key, Array(text)) + Array(text))
        try file.sync()
        try file.replace(place)
    }

    /// nil where there is none; throws where there is one that cannot be believed.
    init?(_ url: String, on shelf: ListShelf) throws(FileTrouble) {
        guard let place = shelf.place(url, "mark"), PrivateFolder.holds(place) else { return nil }
        let file = try MappedFile(path: place, atMost: 1 << 20)
        let text = file.bytes(32..<file.count)
        guard file.count > 32, constantTimeEquals(file.bytes(0..<32), HMAC.sha256(key: shelf.key, text)),
            let mark = try? JSONDecoder().decode(ListMark.self, from: Data(text))
        else { throw FileTrouble(text: "\(place) was altered, or damaged, or is another house's") }
        self = mark
    }

    init(authority: [UInt8], sha256: [UInt8], parts: ListParts) {
        (self.authority, self.sha256, self.parts) = (authority, sha256, parts)
    }
}
