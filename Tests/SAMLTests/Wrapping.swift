import Testing

/// The eight shapes of signature wrapping (Somorovsky et al., 2012), made of any document whose root is signed: the
/// signed original is moved to where only a careless verifier looks, and an evil one stands where readers look.
struct Wrapping {
    private let whole: String
    private let signature: String
    private let original: String
    private let evil: String
    /// Where children may be put: behind this text, which stands in the root once.
    private let door: String
    /// Takes in foreign elements without being one of them.
    private let extensions: (String) -> String

    /// - Parameter forge: what an attacker would have liked to be signed.
    init(
        _ whole: String, door: String, extensions: @escaping (String) -> String, forge: (String) -> String
    ) throws {
        let start = try #require(whole.firstRange(of: "<ds:Signature ")).lowerBound
        let end = try #require(whole[start...].firstRange(of: "</ds:Signature>")).upperBound
        self.whole = whole
        signature = String(whole[start..<end])
        original = whole.replacing(signature, with: "")
        evil = forge(original)
        self.door = door
        self.extensions = extensions
        try #require(evil != original)
    }

    static let shapes = 1...8

    func shape(_ number: Int) -> String {
        switch number {
        case 1: putting(object(original), into: renamed("_evil"))
        case 2: putting(signature + extensions(original), into: renamed("_evil"))
        case 3: putting(extensions(original) + signature, into: renamed("_evil"))
        case 4: putting(extensions(whole), into: renamed("_evil"))
        case 5: putting(object(original), into: evil)
        case 6: putting(signature + extensions(original), into: evil.replacing(#/ ID="[^"]*"/#, with: ""))
        case 7: putting(extensions(renamed("_evil")), into: whole)
        default: whole.replacing(signature, with: object(renamed("_evil")))
        }
    }

    private func renamed(_ id: String) -> String { evil.replacing(#/ ID="[^"]*"/#, with: " ID=\"\(id)\"") }

    private func object(_ inner: String) -> String {
        signature.replacing("</ds:Signature>", with: "<ds:Object>\(inner)</ds:Object></ds:Signature>")
    }

    private func putting(_ inner: String, into root: String) -> String {
        guard let place = root.firstRange(of: door) else { return root }
        return String(root[..<place.upperBound]) + inner + root[place.upperBound...]
    }
}
