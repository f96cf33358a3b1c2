import SwiftASN1

/// A name of RFC 5280 §4.2.1.6, as far as constraints look at it.
struct GeneralName: Hashable, Sendable {
    /// The forms in the order of their tags.
    enum Form: UInt, CaseIterable, Sendable {
        case other, rfc822, dns, x400, directory, ediParty, uri, ip, registeredID
    }

    let form: Form
    /// The text or the address; empty for forms that are not compared.
    let bytes: [UInt8]
    /// Set for directory names.
    let directory: CanonicalName?

    init(_ form: Form, _ bytes: [UInt8]) { (self.form, self.bytes, directory) = (form, bytes, nil) }

    init(_ name: CanonicalName) { (form, bytes, directory) = (.directory, [], name) }

    init(_ node: ASN1Node) throws {
        let identifier = node.identifier
        guard identifier.tagClass == .contextSpecific, let form = Form(rawValue: identifier.tagNumber) else {
            throw ASN1Error.unexpectedFieldType(identifier)
        }
        switch form {
        case .directory: self.init(CanonicalName(try DistinguishedName(node.explicit(4))))
        case .rfc822, .dns, .uri:
            let text = Array(try node.bytes(identifier))
            guard text.allSatisfy({ $0 < 0x80 }) else {
                throw ASN1Error.invalidASN1Object(reason: "a name with other than ASCII characters")
            }
            self.init(form, text)
        case .ip: self.init(.ip, Array(try node.bytes(identifier)))
        case .other, .x400, .ediParty, .registeredID: self.init(form, [])
        }
    }

    /// GeneralNames: at least one.
    static func list(_ node: ASN1Node) throws -> [GeneralName] {
        let names = try node.sequence(atMost: Certificate.maximumLength).map { try GeneralName($0) }
        guard !names.isEmpty else { throw ASN1Error.invalidASN1Object(reason: "no name where one must be") }
        for name in names where name.form == .ip && name.bytes.count != 4 && name.bytes.count != 16 {
            throw ASN1Error.invalidASN1Object(reason: "an address of neither 4 nor 16 bytes")
        }
        return names
    }

    /// The mailboxes that a subject names outside its alternative names, as older certificates do.
    static func emailAddresses(in subject: DistinguishedName) throws -> [GeneralName] {
        guard subject.relativeNames.contains(where: { $0.contains { $0.type == .emailAddress } }) else { return [] }
        let name = try DER.parse(subject.der)
        var found: [GeneralName] = []
        for relative in try name.sequence(atMost: Certificate.maximumLength) {
            var attributes = try relative.children()
            while let attribute = attributes.next() {
                let parts = try attribute.sequence(atMost: 2)
                guard parts.count == 2, try parts[0].oid() == .emailAddress else { continue }
                guard case .primitive(let text) = parts[1].content else {
                    throw ASN1Error.invalidASN1Object(reason: "a mailbox that is no text")
                }
                found.append(GeneralName(.rfc822, Array(text)))
            }
        }
        return found
    }
}
