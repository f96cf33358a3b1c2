/// An element that is written once in canonical form, with blanks for what differs from one time to the next.
///
/// Filled in, it is byte for byte what writing the whole element would give, at the cost of copying it: the shape of an
/// answer to a site is always the same.
public struct CanonicalForm: Sendable {
    private enum Piece: Sendable {
        case constant([UInt8])
        case blank(Int, CanonicalWriter.Blank)
    }

    private let pieces: [Piece]
    /// The pieces in front of the place for a signature; all of them without such a place.
    private let front: Int
    private let length: Int
    /// The blank of the element's `ID`, which a signature names.
    let identifier: Int?
    /// As of a signed fragment, with those of the fragments that will be put into it.
    let prefixes: [String]
    public let inclusivePrefixes: [String]

    /// - Parameter position: how many of the element's children stand before its signature, if it is to get one.
    public init(_ element: CanonicalElement, signedAfter position: Int? = nil) throws(SignedXMLError) {
        var writer = CanonicalWriter(takingBlanks: true)
        let mark = try writer.write(element, inScope: [], marking: position)
        guard position == nil || mark != nil else { throw .unwritable("there is no place for the signature") }
        var pieces: [Piece] = []
        var done = 0
        var front: Int?
        /// Cuts at the mark too, so that the signature stands between two pieces.
        func take(upTo end: Int) {
            if let mark, front == nil, mark <= end {
                if done < mark { pieces.append(.constant([UInt8](writer.bytes[done..<mark]))) }
                front = pieces.count
                done = mark
            }
            if done < end { pieces.append(.constant([UInt8](writer.bytes[done..<end]))) }
            done = end
        }
        for cut in writer.cuts {
            take(upTo: cut.place)
            pieces.append(.blank(cut.number, cut.blank))
        }
        take(upTo: writer.bytes.count)
        self.pieces = pieces
        self.front = front ?? pieces.count
        length = writer.bytes.count
        identifier = element.attributes.first { $0.name == "ID" && $0.namespace == nil }?.blank
        prefixes = writer.prefixes
        inclusivePrefixes = writer.inclusivePrefixes
    }

    /// The element with these values in its blanks, by their numbers; a fragment goes where one was left room for.
    public func filled(
        _ values: [String], fragment: [UInt8] = []
    ) throws(SignedXMLError) -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try fill(values, fragment, into: &bytes)
        return bytes
    }

    /// - Returns: the place for the signature.
    func fill(_ values: [String], _ fragment: [UInt8], into bytes: inout [UInt8]) throws(SignedXMLError) -> Int {
        bytes.reserveCapacity(length + fragment.count + 1_024)
        var mark = 0
        for (index, piece) in pieces.enumerated() {
            if index == front { mark = bytes.count }
            switch piece {
            case .constant(let constant): bytes.append(contentsOf: constant)
            case .blank(_, .fragment): bytes.append(contentsOf: fragment)
            case .blank(let number, let blank):
                guard values.indices.contains(number) else { throw .unwritable("blank \(number) has no value") }
                try CanonicalWriter.escape(values[number], inAttribute: blank == .attribute, into: &bytes)
            }
        }
        return front == pieces.count ? bytes.count : mark
    }
}
