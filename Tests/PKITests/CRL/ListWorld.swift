import DemoPKI
import Foundation
import OpenSSL
import PKI

/// A root, an issuing authority and a certificate below it, with lists for both; and a second authority that the first
/// may appoint to tell of its certificates.
struct ListWorld: Sendable {
    static let noon = Date(timeIntervalSince1970: 1_900_000_000)
    static let serial: [UInt8] = [0x2A]
    static let shared = make()

    let authority: DemoAuthority
    let stranger: DemoAuthority
    let leafKey: PrivateKey
    let revokerKey: PrivateKey

    private static func make() -> ListWorld {
        do {
            return ListWorld(
                authority: try DemoAuthority.make(at: noon),
                stranger: try DemoAuthority.make(at: noon, label: "Stranger"),
                leafKey: try PrivateKey.generate(.ec(.p256)), revokerKey: try PrivateKey.generate(.ec(.p256)))
        } catch {
            fatalError("no keys: \(error)")
        }
    }

    // MARK: Certificates

    func leaf(_ change: (inout CertificateShape) -> Void = { _ in }) throws -> [UInt8] {
        var shape = CertificateShape(
            serial: Self.serial, issuer: authority.issuingName, subject: DemoAuthority.rootName("Leaf"),
            from: Self.noon - 86_400, until: Self.noon + 86_400, publicKey: leafKey.publicKey)
        shape.keyUsage = [.digitalSignature]
        change(&shape)
        return try shape.signed(by: authority.issuing.key)
    }

    static let revokerName = DemoAuthority.rootName("Revoker")

    /// The appointed issuer of lists, certified by the root.
    func revoker(namesItself: Bool = false) throws -> [UInt8] {
        var shape = CertificateShape(
            serial: [0x52], issuer: namesItself ? authority.issuingName : DemoAuthority.rootName("Demo"),
            subject: Self.revokerName, from: Self.noon - 86_400, until: Self.noon + 86_400,
            publicKey: revokerKey.publicKey)
        shape.keyUsage = [.cRLSign]
        if namesItself { Self.pointsAtRevoker(&shape, self) }
        return try shape.signed(by: namesItself ? authority.issuing.key : authority.root.key)
    }

    // MARK: Lists

    /// The issuing authority's list, current and empty of us.
    func list(
        signedBy key: PrivateKey? = nil, _ change: (inout CRLShape) -> Void = { _ in }
    ) throws -> [UInt8] {
        try authority.crl(
            [CRLEntry(serial: [0x42], date: Self.noon)], number: 7, thisUpdate: Self.noon,
            nextUpdate: Self.noon + 3_600, signer: key, adjusting: change)
    }

    /// The appointed issuer's indirect list.
    func revokersList(_ change: (inout CRLShape) -> Void = { _ in }) throws -> [UInt8] {
        var shape = CRLShape(
            issuer: Self.revokerName, entries: [], number: 7, thisUpdate: Self.noon, nextUpdate: Self.noon + 3_600)
        shape.issuingDistributionPoint = IssuingDistributionPoint.der(indirect: true)
        change(&shape)
        return try shape.signed(by: revokerKey)
    }

    static func mine(_ change: (inout CRLEntry) -> Void = { _ in }) -> CRLEntry {
        var entry = CRLEntry(serial: serial, date: noon)
        change(&entry)
        return entry
    }

    /// An entry about nobody here.
    static func stranger(_ change: (inout CRLEntry) -> Void = { _ in }) -> CRLEntry {
        var entry = CRLEntry(serial: [0x43], date: noon)
        change(&entry)
        return entry
    }

    static func revokerEntry(_ world: ListWorld) -> CRLEntry {
        var entry = CRLEntry(serial: [0x52], date: noon, reason: .keyCompromise)
        entry.certificateIssuer = world.authority.issuingName
        return entry
    }

    // MARK: Distribution points

    static func points(_ points: [[UInt8]]) -> Extension { Extension("2.5.29.31", Encode.sequence(points)) }

    static let pointsAtRevoker: @Sendable (inout CertificateShape, ListWorld) -> Void = { shape, _ in
        let issuer = Encode.tagged(2, Encode.tagged(4, revokerName.der))
        shape.moreExtensions.append(points([Encode.sequence([issuer])]))
    }

    /// DistributionPointName: one relative name.
    static func relativeName(_ commonName: String) -> [UInt8] {
        Encode.tagged(1, ListWorld.attribute(commonName))
    }

    static func relativePoint(_ commonName: String) -> [UInt8] {
        Encode.sequence([Encode.tagged(0, relativeName(commonName))])
    }

    static func attribute(_ commonName: String) -> [UInt8] {
        Encode.sequence([Encode.oid("2.5.4.3"), Encode.value(0x0C, Array(commonName.utf8))])
    }

    // MARK: Deciding

    func given(
        leaf change: (inout CertificateShape) -> Void = { _ in }, lists: [[UInt8]], rootEntries: [CRLEntry] = [],
        revokerNamesItself: Bool = false
    ) throws -> ValidationCase {
        var given = ValidationCase(
            certificate: try leaf(change), trustAnchors: [authority.root.certificate], at: Self.noon)
        given.intermediates = [authority.issuing.certificate, try revoker(namesItself: revokerNamesItself)]
        given.crls =
            lists + [
                try authority.rootCRL(rootEntries, thisUpdate: Self.noon - 60, nextUpdate: Self.noon + 7_200)
            ]
        given.revocation = .crl
        return given
    }

    func decide(
        leaf change: (inout CertificateShape) -> Void = { _ in }, lists: [[UInt8]], rootEntries: [CRLEntry] = [],
        revokerNamesItself: Bool = false, _ adjust: (inout ValidationCase) -> Void = { _ in }
    ) throws -> ValidationAnswer {
        var given = try given(
            leaf: change, lists: lists, rootEntries: rootEntries, revokerNamesItself: revokerNamesItself)
        adjust(&given)
        return Validator().decide(given)
    }
}

extension DemoPKI.DistinguishedName {
    /// DER of this name with one more relative name.
    func appending(commonName: String) -> [UInt8] {
        let content = der.dropFirst(der[1] < 0x80 ? 2 : 3)
        return Encode.sequence([Array(content), Encode.set([ListWorld.attribute(commonName)])])
    }
}

extension DemoPKI.RevocationReason {
    static let permanent: [DemoPKI.RevocationReason] = [
        .unspecified, .keyCompromise, .cACompromise, .affiliationChanged, .superseded, .cessationOfOperation,
        .privilegeWithdrawn, .aACompromise,
    ]
}
