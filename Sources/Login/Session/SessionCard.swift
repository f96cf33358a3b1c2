import Foundation
import PKI

/// The card that began a session, sealed so that it opens with the ticket alone. It is no proof: at each use it is judged
/// again (T2).
struct SessionCard: Equatable, Sendable {
    let leaf: [UInt8]
    let facts: HandshakeFacts
    /// When the card was used.
    let at: Date
    /// Keyed hash of the person.
    let person: [UInt8]

    var contents: [UInt8] {
        var writer = ByteWriter()
        writer.write(bytes: leaf)
        writer.write(facts: facts)
        writer.write(date: at)
        writer.write(bytes: person)
        return writer.bytes
    }

    init(leaf: [UInt8], facts: HandshakeFacts, at: Date, person: [UInt8]) {
        self.leaf = leaf
        self.facts = facts
        self.at = at
        self.person = person
    }

    init?(contents: [UInt8]) {
        var reader = ByteReader(contents)
        guard let leaf = reader.bytes(), let facts = reader.facts(), let at = reader.date(),
            let person = reader.bytes(), reader.isAtEnd
        else { return nil }
        self.init(leaf: leaf, facts: facts, at: at, person: person)
    }
}

extension ByteWriter {
    mutating func write(facts: HandshakeFacts) {
        for text in [
            facts.version, facts.suite, facts.group, facts.signatureScheme, facts.serverName, facts.address,
        ] { write(text: text) }
        write(bytes: facts.exporter)
    }
}

extension ByteReader {
    mutating func facts() -> HandshakeFacts? {
        guard let version = text(), let suite = text(), let group = text(), let signatureScheme = text(),
            let serverName = text(), let address = text(), let exporter = bytes()
        else { return nil }
        return HandshakeFacts(
            version: version, suite: suite, group: group, signatureScheme: signatureScheme, serverName: serverName,
            address: address, exporter: exporter)
    }
}
