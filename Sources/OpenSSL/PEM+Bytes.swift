extension PEM {
    /// As `decode` of a text, for files of many megabytes: their bytes are looked at once.
    ///
    /// - Returns: the DER of every block with this label, and how many such blocks begin: more than there are in `blocks`
    ///   where one is broken.
    public static func decode(bytes: [UInt8], label: String) -> (blocks: [[UInt8]], begun: Int) {
        let (opening, closing) = (Array("-----BEGIN \(label)-----".utf8), Array("-----END \(label)-----".utf8))
        var (blocks, begun): ([[UInt8]], Int) = ([], 0)
        var body: [UInt8]?
        var place = 0
        while place < bytes.count {
            let end = bytes[place...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
            // Nearly all lines are base64.
            let isMark = bytes[place] == UInt8(ascii: "-")
            if isMark, bytes[place..<end].elementsEqual(opening) {
                (body, begun) = ([], begun + 1)
            } else if isMark, bytes[place..<end].elementsEqual(closing) {
                if let text = body, let der = Base64.decodeLenient(text) {
                    blocks.append(der)
                }
                body = nil
            } else if body != nil {
                body?.append(contentsOf: bytes[place..<end])
            }
            place = end + 1
        }
        return (blocks, begun)
    }
}
