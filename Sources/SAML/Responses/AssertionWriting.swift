import Foundation
import SignedXML

/// What goes into the blanks of an assertion.
struct AssertionWriting {
    let content: AssertionContent
    let target: AnswerTarget
    let now: Date

    /// Clocks of sites that are a little slow must not find the assertion too young.
    private static let clockAllowance = 60.0
    /// R28.
    private static let longest = 300.0

    /// In the order of `AssertionShape.Blank`; a blank that the shape does not have gets nothing.
    func values(id: String, issued: String) -> [String] {
        let seconds = min(max(Double(content.validity.components.seconds), 0), Self.longest)
        var values = [
            id, issued, content.nameID.value, content.nameID.format, content.nameID.nameQualifier ?? "",
            content.nameID.spNameQualifier ?? "", content.address ?? "", target.inResponseTo,
            SAMLTime.text(now.addingTimeInterval(-Self.clockAllowance)),
            SAMLTime.text(now.addingTimeInterval(seconds)), SAMLTime.text(content.authnInstant),
            content.sessionIndex ?? "", content.sessionNotOnOrAfter.map(SAMLTime.text) ?? "",
            content.authnContextDeclaration ?? content.authnContextClass,
        ]
        for attribute in content.attributes { values += attribute.values }
        return values
    }

    /// A value that is not of the type it claims would be a lie that strict readers stumble over.
    func checkValues() throws(SAMLError) {
        for attribute in content.attributes {
            guard let type = attribute.type else { continue }
            guard attribute.values.allSatisfy(type.holds) else {
                throw .unwritable("a value of \(attribute.name) is no xs:\(type.rawValue)")
            }
        }
    }
}
