import SwiftASN1

/// Short forms over the strict DER reader. What they throw is caught where a whole object is read.
extension ASN1Node {
    func children() throws -> ASN1NodeCollection.Iterator {
        guard case .constructed(let nodes) = content else { throw ASN1Error.unexpectedFieldType(identifier) }
        return nodes.makeIterator()
    }

    /// The children of a SEQUENCE, at most so many.
    func sequence(atMost limit: Int) throws -> [ASN1Node] {
        guard identifier == .sequence, case .constructed(let nodes) = content else {
            throw ASN1Error.unexpectedFieldType(identifier)
        }
        var list: [ASN1Node] = []
        for node in nodes {
            guard list.count < limit else { throw ASN1Error.invalidASN1Object(reason: "more than \(limit) elements") }
            list.append(node)
        }
        return list
    }

    func bytes(_ expected: ASN1Identifier) throws -> ArraySlice<UInt8> {
        guard identifier == expected, case .primitive(let bytes) = content else {
            throw ASN1Error.unexpectedFieldType(identifier)
        }
        return bytes
    }

    func octets() throws -> [UInt8] { Array(try bytes(.octetString)) }

    /// The bits of a BIT STRING that holds whole bytes.
    func wholeBits() throws -> [UInt8] {
        let string = try ASN1BitString(derEncoded: self)
        guard string.paddingBits == 0 else { throw ASN1Error.invalidASN1Object(reason: "bits that are no bytes") }
        return Array(string.bytes)
    }

    func oid() throws -> OID {
        _ = try ASN1ObjectIdentifier(derEncoded: self)  // its form is checked, its bytes are kept
        return OID(content: try bytes(.objectIdentifier))
    }

    /// The magnitude of a non-negative INTEGER in its shortest form, big-endian, without leading zeros but for zero itself.
    func magnitude(_ expected: ASN1Identifier = .integer, atMost limit: Int = 20) throws -> [UInt8] {
        let content = try bytes(expected)
        guard let first = content.first, first < 0x80 else {
            throw ASN1Error.invalidASN1IntegerEncoding(reason: "negative or empty")
        }
        if first == 0, content.count > 1 {
            guard content[content.startIndex + 1] >= 0x80 else {
                throw ASN1Error.invalidASN1IntegerEncoding(reason: "not the shortest form")
            }
        }
        let magnitude = content.count > 1 && first == 0 ? content.dropFirst() : content
        guard magnitude.count <= limit else {
            throw ASN1Error.invalidASN1IntegerEncoding(reason: "longer than \(limit) bytes")
        }
        return Array(magnitude)
    }

    func isContext(_ number: UInt) -> Bool {
        identifier == ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
    }

    /// The one child of an EXPLICIT tag.
    func explicit(_ number: UInt) throws -> ASN1Node {
        guard isContext(number) else { throw ASN1Error.unexpectedFieldType(identifier) }
        var nodes = try children()
        guard let child = nodes.next(), nodes.next() == nil else {
            throw ASN1Error.invalidASN1Object(reason: "an explicit tag around other than one value")
        }
        return child
    }
}

extension ASN1NodeCollection.Iterator {
    mutating func required(_ what: String) throws -> ASN1Node {
        guard let node = next() else { throw ASN1Error.invalidASN1Object(reason: "\(what) is missing") }
        return node
    }

    /// The next node, if it bears this context tag.
    mutating func optional(_ number: UInt) -> ASN1Node? {
        var ahead = self
        guard let node = ahead.next(), node.isContext(number) else { return nil }
        self = ahead
        return node
    }

    mutating func end() throws {
        guard next() == nil else { throw ASN1Error.invalidASN1Object(reason: "something follows the last field") }
    }
}

/// Reads a whole object: what the DER reader finds wrong becomes this room's failure.
func reading<T>(_ what: String, _ body: () throws -> T) throws(PKIError) -> T {
    do {
        return try body()
    } catch let error as PKIError {
        throw error
    } catch {
        throw .malformed(what, reason: "\(error)")
    }
}
