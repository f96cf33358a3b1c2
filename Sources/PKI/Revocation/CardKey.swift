/// Names a card for revocation: the issuing key and the serial number, never one alone (threats: C9).
struct CardKey: Hashable, Sendable {
    let authority: [UInt8]
    let serial: [UInt8]

    init(_ certificate: Certificate, issuedBy authority: IssuingAuthority) {
        (self.authority, serial) = (authority.keyFingerprint, certificate.serial)
    }
}
