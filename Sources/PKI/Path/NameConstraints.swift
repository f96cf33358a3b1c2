import SwiftASN1

/// Which names certificates below an authority may bear (RFC 5280 §4.2.1.10).
struct NameConstraints: Sendable {
    let permitted: [Subtree]
    let excluded: [Subtree]

    struct Subtree: Hashable, Sendable {
        let base: GeneralName
        /// `minimum` or `maximum` is written: no name form has a meaning for them.
        let isBounded: Bool
    }

    init(_ node: ASN1Node) throws {
        var parts = try node.children()
        permitted = try parts.optional(0).map(Self.subtrees) ?? []
        excluded = try parts.optional(1).map(Self.subtrees) ?? []
        try parts.end()
    }

    private static func subtrees(_ node: ASN1Node) throws -> [Subtree] {
        var list: [Subtree] = []
        var nodes = try node.children()
        while let subtree = nodes.next() {
            let parts = try subtree.sequence(atMost: 3)
            guard let base = parts.first else { throw ASN1Error.invalidASN1Object(reason: "a subtree without base") }
            for bound in parts.dropFirst() where !bound.isContext(0) && !bound.isContext(1) {
                throw ASN1Error.unexpectedFieldType(bound.identifier)
            }
            list.append(Subtree(base: try GeneralName(base), isBounded: parts.count > 1))
        }
        guard !list.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "no subtree where one must be") }
        return list
    }

    var isEmpty: Bool { permitted.isEmpty && excluded.isEmpty }

    var isBounded: Bool { permitted.contains(where: \.isBounded) || excluded.contains(where: \.isBounded) }
}
