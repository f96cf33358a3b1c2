import SwiftASN1

extension ASN1Node {
    /// The parts of a constructed value, in order; none of a primitive one.
    var parts: [ASN1Node] {
        guard case .constructed(let nodes) = content else { return [] }
        return Array(nodes)
    }

    /// The content of a primitive value; nothing of a constructed one.
    var bytes: [UInt8] {
        guard case .primitive(let slice) = content else { return [] }
        return Array(slice)
    }

    /// Whether this is the context-specific tag of that number.
    func isTagged(_ number: UInt) -> Bool {
        identifier.tagClass == .contextSpecific && identifier.tagNumber == number
    }
}
