import Foundation
public import SAML

/// A file of `relying-parties/` whose sites are described by metadata that comes later: read once with the configuration,
/// and filled in for each site when somebody logs in there. What it names was read with it, so that no later change on the
/// disk counts before a restart.
public struct SiteForm: Sendable {
    /// The file's name without the ending.
    public let name: String
    public let origin: SiteOrigin
    private let folder: String
    private let files: [String: [UInt8]]
    private let environment: [String: String]
    private let now: Date
    private let premises: Premises

    init(_ name: String, _ origin: SiteOrigin, _ premises: Premises, from inspection: Inspection) {
        self.name = name
        self.origin = origin
        self.premises = premises
        folder = inspection.folder
        files = inspection.recording ?? [:]
        environment = inspection.environment
        now = inspection.now
    }

    /// The site that this metadata describes, or why there is none: what the file demands, the metadata may not give.
    public func site(describedBy provider: ServiceProvider) -> (site: SiteSettings?, faults: [Finding]) {
        let inspection = Inspection(files, folder: folder, environment: environment, now: now)
        guard let metadata = SiteMetadata(provider, path: origin.source.name) else { return (nil, []) }
        let file = SettingsFile(Self.file(name), variable: Self.variable(name), in: inspection)
        let site = file?.site(name, premises, describedBy: metadata)
        return (inspection.hasErrors ? nil : site, inspection.findings.filter { $0.severity == .error })
    }

    /// The site of an example's metadata: by it is seen what the form asks for.
    var sample: SiteSettings? {
        let text = """
            <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://site.example/saml">\
            <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\
            <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" \
            Location="https://site.example/acs" index="0"/></SPSSODescriptor></EntityDescriptor>
            """
        return MetadataCheck(at: now).run(Array(text.utf8)).sites.first.flatMap { site(describedBy: $0).site }
    }

    static func file(_ name: String) -> String { "relying-parties/\(name).yaml" }

    static func variable(_ name: String) -> String { "PORTA_RELYING_PARTIES_\(Setting.variable(name))" }
}
