import Foundation

extension IdentityMapping {
    struct Defect: Error { let detail: String }

    /// Reads who the holder is: for each item one attribute, one value (threats: R13, C6, C8).
    func read(_ subject: DistinguishedName) throws(Defect) -> (
        givenName: String, familyName: String, nationalID: String
    ) {
        let givenName = try value(givenName, in: subject, "given-name")
        let familyName = try value(familyName, in: subject, "family-name")
        let nationalID = try value(nationalID, in: subject, "national-id")
        try Self.demandVisible(nationalID)
        return (givenName, familyName, nationalID)
    }

    /// Whether a card could say this of its holder: for commands that are told a value.
    public func accepts(nationalID value: String) -> Bool {
        do {
            try Self.check(value, by: nationalID, "national-id")
            try Self.demandVisible(value)
            return true
        } catch {
            return false
        }
    }

    private static func demandVisible(_ nationalID: String) throws(Defect) {
        guard nationalID.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Defect(detail: "national-id: other characters than visible ASCII")
        }
    }

    /// The longest value that is read: a pattern never runs over more.
    private static let longest = 64

    private func value(_ rule: AttributeRule, in subject: DistinguishedName, _ item: String) throws(Defect) -> String {
        let holding = subject.relativeNames.filter { names in names.contains { $0.type == rule.attribute } }
        guard let name = holding.first, let attribute = name.first else {
            throw Defect(detail: "\(item): not in the subject")
        }
        guard holding.count == 1, name.count == 1 else {
            // Also a second attribute in the same relative name: readers of printed names see one value there.
            throw Defect(detail: "\(item): more than one value, or one in a multi-valued name")
        }
        guard let text = Self.text(attribute.value) else {
            throw Defect(detail: "\(item): neither PrintableString nor valid UTF8String")
        }
        try Self.check(text, by: rule, item)
        return text
    }

    private static func check(_ text: String, by rule: AttributeRule, _ item: String) throws(Defect) {
        guard (1...longest).contains(text.count), text.utf8.count <= 4 * longest else {
            throw Defect(detail: "\(item): empty or too long")
        }
        guard text.unicodeScalars.allSatisfy(isShowable) else {
            throw Defect(detail: "\(item): control, invisible or unassigned characters")
        }
        guard rule.pattern?.matches(text) ?? true else { throw Defect(detail: "\(item): does not match the pattern") }
    }

    private static func text(_ value: DistinguishedName.Text) -> String? {
        switch value {
        case .utf8(let bytes):
            // What only normalising makes ASCII, such as the Kelvin sign, was none.
            String(validating: bytes, as: UTF8.self).map(\.precomposedStringWithCanonicalMapping).flatMap { text in
                text.utf8.allSatisfy { $0 < 0x80 } && !bytes.allSatisfy { $0 < 0x80 } ? nil : text
            }
        case .printable(let bytes): bytes.allSatisfy(isPrintable) ? String(decoding: bytes, as: UTF8.self) : nil
        case .other: nil
        }
    }

    // X.680 §41.4: letters, digits, space and '()+,-./:=?
    private static func isPrintable(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: " '()+,-./:=?".utf8.contains(byte)
        }
    }

    /// Nothing that hides or turns text round: controls, direction marks, zero widths, other spaces, private use.
    private static func isShowable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .unassigned, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
