import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// A name and a key that certificates are made for and by.
struct Party {
    let name: DemoPKI.DistinguishedName
    let key: PrivateKey

    init(_ name: String, key: PrivateKey? = nil) throws {
        try self.init(DemoPKI.DistinguishedName([.country("AL"), .commonName(name)]), key: key)
    }

    init(_ name: DemoPKI.DistinguishedName, key: PrivateKey? = nil) throws {
        (self.name, self.key) = (name, try key ?? PrivateKey.generate(.ec(.p256)))
    }

    typealias Change = (inout CertificateShape) throws -> Void

    /// A certificate for another party, as an authority's or, by default, a person's.
    func certify(_ subject: Party, serial: UInt8 = 7, _ change: Change = { _ in }) throws -> [UInt8] {
        var shape = CertificateShape(
            serial: [serial], issuer: name, subject: subject.name, from: PathWorld.noon - 86_400 * 30,
            until: PathWorld.noon + 86_400 * 300, publicKey: subject.key.publicKey)
        shape.authorityKeyIdentifier = DemoPKI.KeyIdentifier.of(key.publicKey.subjectPublicKeyInfo)
        shape.keyUsage = [.digitalSignature]
        shape.extendedKeyUsage = [DemoPKI.ObjectIdentifier.clientAuth]
        try change(&shape)
        return try shape.signed(by: key)
    }

    func authorize(_ subject: Party, _ change: Change = { _ in }) throws -> [UInt8] {
        try certify(subject, serial: 3) { shape in
            shape.basicConstraints = .init(isAuthority: true)
            shape.keyUsage = [.keyCertSign, .cRLSign]
            shape.extendedKeyUsage = []
            try change(&shape)
        }
    }

    func root(_ change: Change = { _ in }) throws -> [UInt8] {
        try authorize(self) { shape in
            shape.authorityKeyIdentifier = nil
            try change(&shape)
        }
    }
}

/// A root, an authority below it and a person: the usual path, in which each test changes one thing.
struct PathWorld {
    static let noon = CardWorld.noon

    let root: Party
    let middle: Party
    let person: Party
    let validator = Validator()

    init() throws {
        (root, middle, person) = (try Party("Root"), try Party("Middle"), try Party("Person"))
    }

    /// The usual path with changed certificates.
    func decide(
        root rootChange: Party.Change = { _ in }, middle middleChange: Party.Change = { _ in },
        person personChange: Party.Change = { _ in }, asking change: (inout ValidationCase) -> Void = { _ in }
    ) throws -> ValidationAnswer {
        decide(
            try middle.certify(person, personChange), anchors: [try root.root(rootChange)],
            over: [try root.authorize(middle, middleChange)], asking: change)
    }

    func decide(
        _ certificate: [UInt8], anchors: [[UInt8]], over intermediates: [[UInt8]] = [],
        asking change: (inout ValidationCase) -> Void = { _ in }
    ) -> ValidationAnswer {
        var given = ValidationCase(certificate: certificate, trustAnchors: anchors, at: Self.noon)
        given.intermediates = intermediates
        change(&given)
        return validator.decide(given)
    }
}

/// Extensions that DemoPKI does not make, since no card has them.
enum Extensions {
    static func policyMappings(_ pairs: [(String, String)], critical: Bool = true) -> Extension {
        Extension(
            "2.5.29.33", critical: critical,
            Encode.sequence(pairs.map { Encode.sequence([Encode.oid($0.0), Encode.oid($0.1)]) }))
    }

    static func policyConstraints(require: Int? = nil, inhibit: Int? = nil, critical: Bool = true) -> Extension {
        func number(_ tag: UInt8, _ value: Int?) -> [[UInt8]] {
            value.map { [Encode.taggedPrimitive(tag, Array(Encode.integer($0).dropFirst(2)))] } ?? []
        }
        return Extension("2.5.29.36", critical: critical, Encode.sequence(number(0, require) + number(1, inhibit)))
    }

    static func inhibitAnyPolicy(_ skip: Int, critical: Bool = true) -> Extension {
        Extension("2.5.29.54", critical: critical, Encode.integer(skip))
    }

    static func nameConstraints(permitted: [[UInt8]] = [], excluded: [[UInt8]] = [], critical: Bool = true) -> Extension
    {
        func subtrees(_ tag: UInt8, _ names: [[UInt8]]) -> [[UInt8]] {
            names.isEmpty ? [] : [Encode.tagged(tag, names.flatMap { Encode.sequence([$0]) })]
        }
        return Extension(
            "2.5.29.30", critical: critical, Encode.sequence(subtrees(0, permitted) + subtrees(1, excluded)))
    }

    static func alternativeNames(_ names: [[UInt8]], critical: Bool = false) -> Extension {
        Extension("2.5.29.17", critical: critical, Encode.sequence(names))
    }
}

/// General names (RFC 5280 §4.2.1.6), as DER.
enum Name {
    static func mailbox(_ text: String) -> [UInt8] { Encode.taggedPrimitive(1, Array(text.utf8)) }
    static func host(_ text: String) -> [UInt8] { Encode.taggedPrimitive(2, Array(text.utf8)) }
    static func uri(_ text: String) -> [UInt8] { Encode.taggedPrimitive(6, Array(text.utf8)) }
    static func address(_ bytes: [UInt8]) -> [UInt8] { Encode.taggedPrimitive(7, bytes) }
    static func directory(_ attributes: [DemoPKI.DistinguishedName.Attribute]) -> [UInt8] {
        Encode.tagged(4, DemoPKI.DistinguishedName(attributes).der)
    }
    /// A user principal name, as smart cards for Windows have one.
    static func principal(_ text: String) -> [UInt8] {
        Encode.tagged(
            0, Encode.oid("1.3.6.1.4.1.311.20.2.3") + Encode.tagged(0, Encode.value(0x0C, Array(text.utf8))))
    }
    static func registered(_ oid: String) -> [UInt8] { Encode.taggedPrimitive(8, Array(Encode.oid(oid).dropFirst(2))) }
}
