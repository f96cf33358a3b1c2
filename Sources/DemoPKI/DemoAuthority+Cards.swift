public import Foundation
public import OpenSSL

extension DemoAuthority {
    /// Makes a card. The kind chooses its defect; `adjusting` may change whatever stands in the certificate.
    ///
    /// Whether the card is revoked is not written in it: `DemoRegister` keeps that.
    public func mint(
        _ kind: DemoCard.Kind = .good, for person: DemoPerson = .arta, at now: Date, key given: PrivateKey? = nil,
        keys keyKind: KeyKind? = nil, adjusting: (inout CertificateShape) -> Void = { _ in }
    ) throws(DemoPKIError) -> DemoCard {
        if kind == .unknownIssuer, label != "Unknown" {
            let stranger = try DemoAuthority.make(at: now, label: "Unknown", addresses: addresses)
            return try stranger.mint(
                kind, for: person, at: now, key: given, keys: keyKind, adjusting: adjusting)
        }
        let key = if let given { given } else { try Self.newKey(keyKind ?? kind.keys) }
        var shape = cardShape(for: person, key: key.publicKey, at: now)
        kind.apply(to: &shape, at: now)
        adjusting(&shape)
        return DemoCard(
            kind: kind, person: person, serial: shape.serial, key: key,
            certificate: try shape.signed(by: issuing.key),
            chain: kind == .missingIntermediate ? [] : [issuing.certificate])
    }

    /// The certificate of a good card.
    public func cardShape(for person: DemoPerson, key: PublicKey, at now: Date) -> CertificateShape {
        var shape = CertificateShape(
            serial: Self.newSerial(), issuer: issuingName, subject: person.subject,
            from: now.addingTimeInterval(-30 * 86_400), until: now.adding(years: 4), publicKey: key)
        shape.authorityKeyIdentifier = issuing.keyIdentifier
        shape.basicConstraints = .init(isAuthority: false)
        shape.keyUsage = [.digitalSignature]
        shape.extendedKeyUsage = [ObjectIdentifier.clientAuth]
        shape.policies = [ObjectIdentifier.demoLoginPolicy]
        shape.ocspAddresses = [addresses.ocsp]
        shape.crlAddresses = [addresses.crl]
        shape.deltaAddresses = [addresses.delta]
        return shape
    }
}

extension DemoCard.Kind {
    fileprivate var keys: KeyKind {
        switch self {
        case .p384: .ec(.p384)
        case .rsa2048: .rsa(bits: 2048)
        default: .ec(.p256)
        }
    }

    fileprivate func apply(to shape: inout CertificateShape, at now: Date) {
        switch self {
        case .expired:
            shape.notBefore = now.adding(years: -1)
            shape.notAfter = now.addingTimeInterval(-86_400)
        case .notYetValid:
            shape.notBefore = now.addingTimeInterval(86_400 * 30)
        case .signature:
            shape.keyUsage = [.nonRepudiation]
            shape.extendedKeyUsage = []
            shape.policies = [ObjectIdentifier.demoSignaturePolicy]
        case .good, .revoked, .onHold, .justActivated, .unknownIssuer, .missingIntermediate, .p384, .rsa2048: break
        }
    }
}
