/// Names a card for revocation: the issuing key and the serial number, never one alone (threats: C9).
struct CardKey: Hashable, Sendable {
    let authority: [UInt8]
    let serial: [UInt8]

    init(authority: [UInt8], serial: [UInt8]) { (self.authority, self.serial) = (authority, serial) }

    init(_ certificate: Certificate, issuedBy authority: IssuingAuthority) {
        (self.authority, serial) = (authority.keyFingerprint, certificate.serial)
    }
}
