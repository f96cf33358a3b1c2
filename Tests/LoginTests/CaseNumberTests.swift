import Login
import OpenSSL
import Testing

@Suite struct `A case number` {
    static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    static func number(_ seed: UInt8) -> CaseNumber {
        CaseNumber(
            randomness: Randomness(bytes: { count in (0..<count).map { UInt8(truncatingIfNeeded: $0) &* 37 &+ seed } }))
    }

    @Test(arguments: 0..<64)
    func `is eight characters and one to check`(seed: UInt8) {
        let text = Self.number(seed).description
        #expect(text.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]/) != nil)
        #expect(CaseNumber(text) == Self.number(seed))
    }

    @Test(arguments: ["%@", " %@ ", "- %@ -"])
    func `is read as it is typed`(pattern: String) {
        let number = Self.number(11)
        for text in [number.description, number.description.lowercased(), number.description.replacing("-", with: "")] {
            #expect(CaseNumber(pattern.replacing("%@", with: text)) == number)
            #expect(CaseNumber(text.map { "\($0) " }.joined()) == number)
        }
    }

    @Test(arguments: [0, 7, 200] as [UInt8])
    func `notices every wrong character`(seed: UInt8) {
        let characters = Array(Self.number(seed).description)
        for index in characters.indices where characters[index] != "-" {
            for other in Self.alphabet where other != characters[index] {
                var wrong = characters
                wrong[index] = other
                #expect(CaseNumber(String(wrong)) == nil)
            }
        }
    }

    @Test(arguments: [0, 7, 200] as [UInt8])
    func `notices every two characters swapped`(seed: UInt8) {
        let characters = Array(Self.number(seed).description.replacing("-", with: ""))
        for first in characters.indices {
            for second in characters.indices where characters[first] != characters[second] {
                var swapped = characters
                swapped.swapAt(first, second)
                #expect(CaseNumber(String(swapped)) == nil)
            }
        }
    }

    @Test(arguments: [
        "", "-", "0000-0000", "0000-0000-00", "0000-0000-I", "OOOO-OOOO-O", "0000-0000-0-0", "ë000-0000-0",
    ])
    func `is nothing else`(text: String) {
        #expect(CaseNumber(text) == nil)
    }

    @Test func `draws forty bits, of which none decides another`() {
        let zero = CaseNumber(randomness: Randomness(bytes: { [UInt8](repeating: 0, count: $0) }))
        #expect(zero.description == "0000-0000-0")
        for place in 0..<8 {
            for bit in 0..<5 {
                let bytes = (0..<8).map { UInt8($0 == place ? 1 << bit : 0) }
                let one = CaseNumber(randomness: Randomness(bytes: { _ in bytes }))
                #expect(one.description.filter { $0 != "-" }.count { $0 != "0" } == 2)
            }
        }
    }
}
