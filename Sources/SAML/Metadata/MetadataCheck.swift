public import OpenSSL
import SignedXML

public import struct Foundation.Date

/// Reads and judges the metadata of sites: the one way by which a `ServiceProvider` comes into being (S11).
public struct MetadataCheck: Sendable {
    /// In a sandbox, names that mean this machine are allowed, also by http.
    public var sandbox: Bool
    /// Whether the file was fetched, not pinned: then it must expire, and soon enough.
    public var remote: Bool
    /// Keys of which one must have signed the root element.
    public var signedBy: [PublicKey]
    public var at: Date
    /// How far ahead validUntil may be.
    public var furthest: Duration

    public init(
        sandbox: Bool = false, remote: Bool = false, signedBy: [PublicKey] = [], at: Date,
        furthest: Duration = .seconds(365 * 86_400)
    ) {
        self.sandbox = sandbox
        self.remote = remote
        self.signedBy = signedBy
        self.at = at
        self.furthest = furthest
    }

    /// The public key of a certificate (DER), for `signedBy`; nothing else of the certificate counts.
    public static func key(ofCertificate certificate: [UInt8]) -> PublicKey? {
        CertificateKey.publicKey(certificate)
    }

    public func run(_ bytes: [UInt8]) -> MetadataReport {
        var reading = MetadataReading(check: self)
        return run(bytes, &reading)
    }

    /// The same, with the texts of the usable sites in place of the sites, and the end that the root names.
    func texts(_ bytes: [UInt8]) -> (MetadataReport, [EntityText], validUntil: Date?) {
        var reading = MetadataReading(check: self, keepsTexts: true)
        let report = run(bytes, &reading)
        return (report, reading.usableTexts, reading.rootEnd)
    }

    private func run(_ bytes: [UInt8], _ reading: inout MetadataReading) -> MetadataReport {
        let document: UnverifiedAggregate
        do {
            document = try UnverifiedAggregate(bytes, limits: .aggregate)
        } catch {
            return Self.unreadable(error)
        }
        let root = document.root
        guard [SAMLNamespace.md("EntityDescriptor"), SAMLNamespace.md("EntitiesDescriptor")].contains(root.name) else {
            return Self.failed(.notMetadata, "the root element is no SAML metadata")
        }
        if root.name == SAMLNamespace.md("EntityDescriptor"), bytes.count > XMLLimits.metadata.bytes {
            return Self.failed(.tooLarge, "one entity of more than \(XMLLimits.metadata.bytes) bytes")
        }
        return signed(document, &reading)
    }

    private func signed(_ document: UnverifiedAggregate, _ reading: inout MetadataReading) -> MetadataReport {
        guard !signedBy.isEmpty else {
            if document.hasRootSignature {
                reading.note(.advice, .signatureUnchecked, "/", "the file is signed, and nobody checked it")
            }
            guard let root = document.claims else { return Self.failed(.notMetadata, "there is no root element") }
            return reading.report(root)
        }
        do {
            return reading.report(try document.verified(keys: signedBy).root)
        } catch .unsigned {
            return Self.failed(.signatureMissing, "the root element is not signed")
        } catch {
            return Self.failed(.signatureInvalid, "the signature is refused: \(error)")
        }
    }

    private static func failed(_ rule: MetadataRule, _ what: String) -> MetadataReport {
        MetadataReport(
            entities: [], findings: [MetadataFinding(.error, rule, entity: nil, at: "/", what)], sites: [],
            usableSites: [])
    }

    private static func unreadable(_ error: SignedXMLError) -> MetadataReport {
        switch error {
        case .tooLarge(let limit): failed(.tooLarge, "more than \(limit) bytes")
        case .tooDeep(let limit): failed(.tooLarge, "elements nested deeper than \(limit)")
        case .tooManyNodes(let limit): failed(.tooLarge, "more than \(limit) elements and attributes")
        case .forbidden(.doctype): failed(.doctype, "a document type or entity declaration")
        case .forbidden(.processingInstruction): failed(.processingInstruction, "a processing instruction")
        case .forbidden(.xinclude): failed(.xinclude, "an XInclude element")
        default: failed(.notWellFormed, "not readable as XML: \(error)")
        }
    }
}
