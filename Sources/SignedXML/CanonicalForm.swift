/// An element that is written once in canonical form, with blanks for what differs from one time to the next.
///
/// Filled in, it is byte for byte what writing the whole element would give, at the cost of copying it: the shape of an
/// answer to a site is always the same.
public struct CanonicalForm: Sendable {
    /// All that is the same each time: a piece before each cut, and one behind the last.
    private let pieces: [[UInt8]]
    private let length: Int
    /// Where something goes in between, in order.
    private let cuts: [CanonicalWriter.Cut]
    /// The blank of the element's `ID`, which a signature names.
    let identifier: Int?
    /// As of a signed fragment, with those of the fragments that will be put into it.
    public let inclusivePrefixes: [String]

    /// - Parameter position: how many of the element's children stand before its signature, if it is to get one.
    public init(_ element: CanonicalElement, signedAfter position: Int? = nil) throws(SignedXMLError) {
        var writer = CanonicalWriter(takingBlanks: true)
        let mark = try writer.write(element, inScope: [], marking: position)
        guard position == nil || mark != nil else { throw .unwritable("there is no place for the signature") }
        let bytes = writer.bytes
        let ends = writer.cuts.map(\.place) + [bytes.count]
        pieces = zip([0] + ends, ends).map { Array(bytes[$0..<$1]) }
        length = bytes.count
        cuts = writer.cuts
        identifier = element.attributes.first { $0.name == "ID" && $0.namespace == nil }?.blank
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

    /// - Returns: the place for the signature; the end without one.
    func fill(_ values: [String], _ fragment: [UInt8], into bytes: inout [UInt8]) throws(SignedXMLError) -> Int {
        // Room for values and a signature with the certificate of an RSA key.
        bytes.reserveCapacity(length + fragment.count + 6_144)
        var mark: Int?
        for (cut, piece) in zip(cuts, pieces) {
            bytes.append(contentsOf: piece)
            switch cut.kind {
            case .signature: mark = bytes.count
            case .fragment: bytes.append(contentsOf: fragment)
            case .text, .attribute:
                guard cut.number < values.count else { throw .unwritable("blank \(cut.number) has no value") }
                try CanonicalWriter.escape(values[cut.number], inAttribute: cut.kind == .attribute, into: &bytes)
            }
        }
        bytes.append(contentsOf: pieces[cuts.count])
        return mark ?? bytes.count
    }
}
