import SignedXML

import struct Foundation.Date

/// One entity of a verified document, written anew by itself: what is kept of it until somebody logs in there.
struct EntityText {
    let id: String
    let until: Date?
    let bytes: [UInt8]

    /// - Returns: nil if what was written would not be read as the very same element.
    init?(_ element: XMLElement, id: String, until: Date?) {
        var writer = EntityWriter()
        writer.write(element, within: "")
        guard let read = try? UnverifiedDocument(writer.bytes, limits: .entityText), read.claims == element else {
            return nil
        }
        self.id = id
        self.until = until
        bytes = writer.bytes
    }

    /// Reads one that was written before, as the metadata check does.
    static func site(_ bytes: [UInt8], id: String, until: Date?, sandbox: Bool) -> ServiceProvider? {
        guard let element = try? UnverifiedDocument(bytes, limits: .entityText).claims,
            element.attribute("entityID").map({ sameBytes($0, id) }) == true
        else { return nil }
        var reading = EntityReading(entity: id, validUntil: until, sandbox: sandbox)
        let site = reading.site(element, alone: false)
        return reading.findings.contains { $0.severity == .error } ? nil : site
    }
}

extension XMLLimits {
    /// An entity that was read under `metadata`, with the declarations that writing it anew may add.
    fileprivate static let entityText = XMLLimits(
        bytes: 2 * metadata.bytes, depth: metadata.depth, nodes: 3 * metadata.nodes, commentsAllowed: false,
        byteOrderMarkAllowed: false)
}

/// Writes elements that were read, each namespace declared where it begins.
private struct EntityWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ element: XMLElement, within namespace: String) {
        put("<\(element.name.local)")
        if !sameBytes(element.name.namespace, namespace) { attribute("xmlns", element.name.namespace) }
        for (index, one) in element.attributes.enumerated() {
            switch one.name.namespace {
            case "": attribute(one.name.local, one.value)
            case XMLNamespace.xml.uri: attribute("xml:\(one.name.local)", one.value)
            default:
                attribute("xmlns:a\(index)", one.name.namespace)
                attribute("a\(index):\(one.name.local)", one.value)
            }
        }
        put(">")
        for child in element.children {
            switch child {
            case .element(let child): write(child, within: element.name.namespace)
            case .text(let text): escape(text)
            }
        }
        put("</\(element.name.local)>")
    }

    private mutating func attribute(_ name: String, _ value: String) {
        put(" \(name)=\"")
        escape(value)
        put("\"")
    }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): put("&amp;")
            case UInt8(ascii: "<"): put("&lt;")
            case UInt8(ascii: ">"): put("&gt;")
            case UInt8(ascii: "\""): put("&quot;")
            case 0x09, 0x0A, 0x0D: put("&#\(byte);")
            default: bytes.append(byte)
            }
        }
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
