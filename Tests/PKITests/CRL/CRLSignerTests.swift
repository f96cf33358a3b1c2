import DemoPKI
import Foundation
import OpenSSL
import PKI
import Testing

/// RFC 5280 §6.3.3(f), (g): who may have signed a list. threats: V6.
@Suite struct `Who may sign lists` {
    static let world = ListWorld.shared
    static let noon = ListWorld.noon

    /// Another certificate of the issuing authority's name.
    struct Signer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: ValidationReason
        var change: @Sendable (inout CertificateShape) -> Void = { _ in }
        /// Who made its certificate.
        var issuer: @Sendable (ListWorld) -> PrivateKey = { $0.authority.root.key }
        /// What the root's list says of it.
        var rootEntries: [CRLEntry] = []
        var isAtHand = true
    }

    static let serial: [UInt8] = [0x51]

    static let signers: [Signer] = [
        Signer(testDescription: "a key for lists alone", reason: .ok),
        Signer(testDescription: "a key that is not at hand", reason: .revocationSignature, isAtHand: false),
        Signer(
            testDescription: "a key that may sign anything", reason: .ok, change: { $0.keyUsage = nil }),
        Signer(
            testDescription: "a key that may not sign lists", reason: .revocationSignature,
            change: { $0.keyUsage = [.keyCertSign] }),
        Signer(
            testDescription: "another name", reason: .revocationSignature,
            change: { $0.subject = DemoAuthority.rootName("Other") }),
        Signer(
            testDescription: "a certificate that has run out", reason: .revocationSignature,
            change: { $0.notAfter = noon - 1 }),
        Signer(
            testDescription: "a certificate with an unknown critical extension", reason: .revocationSignature,
            change: { $0.moreExtensions = [.unknown(critical: true)] }),
        Signer(
            testDescription: "a certificate that somebody else made", reason: .revocationSignature,
            issuer: { $0.stranger.root.key }),
        Signer(
            testDescription: "a revoked certificate", reason: .revocationSignature,
            rootEntries: [CRLEntry(serial: serial, date: noon, reason: .keyCompromise)]),
    ]

    @Test(arguments: signers)
    func `is whoever has the issuer's name, the right and a path to the same anchor`(signer: Signer) throws {
        let world = Self.world
        let key = try PrivateKey.generate(.ec(.p256))
        var shape = CertificateShape(
            serial: Self.serial, issuer: DemoAuthority.rootName("Demo"), subject: world.authority.issuingName,
            from: Self.noon - 86_400, until: Self.noon + 86_400, publicKey: key.publicKey)
        shape.keyUsage = [.cRLSign]
        signer.change(&shape)
        let certificate = try shape.signed(by: signer.issuer(world))
        let list = try world.list(signedBy: key)
        let answer = try world.decide(lists: [list], rootEntries: signer.rootEntries) {
            if signer.isAtHand { $0.intermediates.append(certificate) }
        }
        #expect(answer.reason == signer.reason, "\(answer.detail)")
    }

    /// The same name and another anchor: its lists say nothing, though both anchors are trusted.
    @Test func `is nobody below another anchor`() throws {
        let world = Self.world
        let other = world.stranger
        var shape = CertificateShape(
            serial: Self.serial, issuer: DemoAuthority.rootName("Stranger"), subject: world.authority.issuingName,
            from: Self.noon - 86_400, until: Self.noon + 86_400, publicKey: other.issuing.key.publicKey)
        shape.basicConstraints = .init(isAuthority: true)
        shape.keyUsage = [.keyCertSign, .cRLSign]
        let certificate = try shape.signed(by: other.root.key)
        let list = try world.list(signedBy: other.issuing.key)
        let answer = try world.decide(lists: [list]) {
            $0.trustAnchors.append(other.root.certificate)
            $0.intermediates.append(certificate)
        }
        #expect(answer.reason == .revocationSignature, "\(answer.detail)")
    }

    /// PKITS 4.14.30 in small: the appointed issuer's list is the only one that tells of the issuer itself.
    @Test(arguments: [true, false])
    func `may be told of by its own list`(isRevoked: Bool) throws {
        let world = Self.world
        let entries = [
            CRLEntry(serial: [0x42], date: Self.noon),
            isRevoked ? ListWorld.revokerEntry(world) : ListWorld.stranger { $0.serial = [0x43] },
        ]
        let list = try world.revokersList { $0.entries = entries }
        let answer = try world.decide(
            leaf: { ListWorld.pointsAtRevoker(&$0, world) }, lists: [list], revokerNamesItself: true)
        #expect(answer.reason == (isRevoked ? .revocationSignature : .ok), "\(answer.detail)")
    }
}
