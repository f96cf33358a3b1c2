extension OID {
    // Certificate extensions (RFC 5280 §4.2)
    static let subjectKeyIdentifier = OID(content: [0x55, 0x1D, 14])
    static let keyUsage = OID(content: [0x55, 0x1D, 15])
    static let subjectAlternativeName = OID(content: [0x55, 0x1D, 17])
    static let basicConstraints = OID(content: [0x55, 0x1D, 19])
    static let crlNumber = OID(content: [0x55, 0x1D, 20])
    static let reasonCode = OID(content: [0x55, 0x1D, 21])
    static let invalidityDate = OID(content: [0x55, 0x1D, 24])
    static let deltaIndicator = OID(content: [0x55, 0x1D, 27])
    static let issuingDistributionPoint = OID(content: [0x55, 0x1D, 28])
    static let certificateIssuer = OID(content: [0x55, 0x1D, 29])
    static let nameConstraints = OID(content: [0x55, 0x1D, 30])
    static let crlDistributionPoints = OID(content: [0x55, 0x1D, 31])
    static let certificatePolicies = OID(content: [0x55, 0x1D, 32])
    static let authorityKeyIdentifier = OID(content: [0x55, 0x1D, 35])
    static let policyConstraints = OID(content: [0x55, 0x1D, 36])
    static let policyMappings = OID(content: [0x55, 0x1D, 33])
    static let inhibitAnyPolicy = OID(content: [0x55, 0x1D, 54])
    static let extendedKeyUsage = OID(content: [0x55, 0x1D, 37])

    /// Stands for every policy, and for every purpose of a key (RFC 5280 §4.2.1.4, §4.2.1.12).
    public static let anyPolicy = OID(content: [0x55, 0x1D, 32, 0])
    static let anyExtendedKeyUsage = OID(content: [0x55, 0x1D, 37, 0])

    // OCSP (RFC 6960 §4)
    static let ocspBasic = OID(content: [0x2B, 6, 1, 5, 5, 7, 48, 1, 1])
    static let ocspNonce = OID(content: [0x2B, 6, 1, 5, 5, 7, 48, 1, 2])
    static let ocspCRLReferences = OID(content: [0x2B, 6, 1, 5, 5, 7, 48, 1, 3])
    static let ocspArchiveCutoff = OID(content: [0x2B, 6, 1, 5, 5, 7, 48, 1, 6])
    static let ocspExtendedRevoke = OID(content: [0x2B, 6, 1, 5, 5, 7, 48, 1, 9])
    static let ocspNoCheck = OID(content: [0x2B, 6, 1, 5, 5, 7, 48, 1, 5])
    static let ocspSigning = OID(content: [0x2B, 6, 1, 5, 5, 7, 3, 9])

    public static let clientAuth = OID(content: [0x2B, 6, 1, 5, 5, 7, 3, 2])
    public static let serialNumber = OID(content: [0x55, 4, 5])
    public static let givenName = OID(content: [0x55, 4, 42])
    public static let surname = OID(content: [0x55, 4, 4])
    static let emailAddress = OID(content: [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1])
    public static let commonName = OID(content: [0x55, 4, 3])

    /// Reads a name that operators write (`clientAuth`, `serialNumber`), or the dotted form.
    public init?(named name: String) {
        switch name {
        case "clientAuth": self = .clientAuth
        case "smartcardLogon": self.init("1.3.6.1.4.1.311.20.2.2")
        case "emailProtection": self.init("1.3.6.1.5.5.7.3.4")
        case "serialNumber": self = .serialNumber
        case "givenName": self = .givenName
        case "surname": self = .surname
        case "commonName": self = .commonName
        case "organizationIdentifier": self.init("2.5.4.97")
        case "pseudonym": self.init("2.5.4.65")
        default: self.init(name)
        }
    }
}
