import Foundation
import Synchronization

/// Shibboleth SP: its daemon, and Apache with mod_shib in front of one private page.
final class ShibbolethSite: Sendable {
    private let folder: Folder
    private let port: Int
    private let programs = Mutex<[RunningProgram]>([])

    var base: String { "http://shibboleth.porta.localhost:\(port)" }
    var log: String { ["shibd.log", "error.log"].map { Folder.text(folder.path($0)) }.joined() }

    private init(folder: Folder, port: Int) { (self.folder, self.port) = (folder, port) }

    static func make() async throws -> ShibbolethSite {
        let site = ShibbolethSite(folder: try Folder(), port: try freePort())
        let folder = site.folder
        try FileManager.default.createDirectory(
            atPath: folder.path("htdocs/private"), withIntermediateDirectories: true)
        try folder.write(
            "NAME=<!--#echo var=\"pairwise\" -->. GIVEN=<!--#echo var=\"givenName\" -->.\n", "htdocs/private/index.html"
        )
        let made = try await Command(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=shibboleth",
            "-keyout", folder.path("site.key"), "-out", folder.path("site.pem")
        ).run()
        guard made.status == 0 else { throw WorldError(made.err) }
        return site
    }

    /// Starts it, knowing the gateway by its metadata, whose signature it checks.
    func start(_ preparation: SandboxWorld.Preparation, signer: String, entityID: String) async throws {
        let gate = try await Command(Programs.porta, "metadata", "--config", preparation.path).run()
        guard gate.status == 0 else { throw WorldError("porta metadata: \(gate.all)") }
        try folder.write(gate.out, "gate.xml")
        try folder.write(configuration(signer, entityID), "shibboleth2.xml")
        try folder.write(attributes, "attribute-map.xml")
        try folder.write(logging, "logger")
        try folder.write(apache, "apache.conf")
        let daemon = try RunningProgram(
            [Self.found("shibd"), "-F", "-f", "-c", folder.path("shibboleth2.xml"), "-p", folder.path("shibd.pid")],
            log: folder.path("shibd.log"))
        programs.withLock { $0.append(daemon) }
        try await eventually("shibd", whileRunning: daemon) {
            FileManager.default.fileExists(atPath: folder.path("shibd.sock"))
        }
        let server = try RunningProgram(
            [Self.found("apache2"), "-D", "FOREGROUND", "-f", folder.path("apache.conf")],
            log: folder.path("output.log"))
        programs.withLock { $0.append(server) }
        try await eventually("Apache", whileRunning: server) {
            try await Command("curl", "-s", "-o", "/dev/null", "http://127.0.0.1:\(port)/").run().status == 0
        }
    }

    func end() async { for program in programs.withLock({ $0 }).reversed() { await program.end() } }

    private static func found(_ program: String) -> String {
        let path = "/usr/sbin/\(program)"
        return FileManager.default.isExecutableFile(atPath: path) ? path : program
    }

    private func configuration(_ signer: String, _ entityID: String) -> String {
        """
        <SPConfig xmlns="urn:mace:shibboleth:3.0:native:sp:config" clockSkew="180">
            <OutOfProcess logger="\(folder.path)/logger"/>
            <InProcess logger="\(folder.path)/logger"/>
            <UnixListener address="\(folder.path)/shibd.sock"/>
            <StorageService type="Memory" id="mem" cleanupInterval="900"/>
            <SessionCache type="StorageService" StorageService="mem" cacheTimeout="3600" inprocTimeout="900"/>
            <ReplayCache StorageService="mem"/>
            <ArtifactMap artifactTTL="180"/>
            <RequestMapper type="Native"><RequestMap/></RequestMapper>
            <ApplicationDefaults entityID="\(base)/shibboleth" REMOTE_USER="pairwise" signing="true"
                signingAlg="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256">
                <Sessions lifetime="28800" timeout="3600" relayState="ss:mem" checkAddress="false" handlerSSL="false"
                    cookieProps="http" redirectLimit="none">
                    <SSO entityID="\(entityID)">SAML2</SSO>
                    <Logout>Local</Logout>
                    <Handler type="MetadataGenerator" Location="/Metadata" signing="false"/>
                </Sessions>
                <Errors supportContact="root@localhost" helpLocation="/about.html" styleSheet="/main.css"/>
                <MetadataProvider type="XML" validate="true" path="\(folder.path)/gate.xml">
                    <MetadataFilter type="RequireValidUntil" maxValidityInterval="2419200"/>
                    <MetadataFilter type="Signature" certificate="\(signer)"/>
                </MetadataProvider>
                <AttributeExtractor type="XML" validate="true" path="\(folder.path)/attribute-map.xml"/>
                <CredentialResolver type="File" use="signing" key="\(folder.path)/site.key"
                    certificate="\(folder.path)/site.pem"/>
                <CredentialResolver type="File" use="encryption" key="\(folder.path)/site.key"
                    certificate="\(folder.path)/site.pem"/>
            </ApplicationDefaults>
            <SecurityPolicyProvider type="XML" validate="true" path="/etc/shibboleth/security-policy.xml"/>
            <ProtocolProvider type="XML" validate="true" reloadChanges="false" path="/etc/shibboleth/protocols.xml"/>
        </SPConfig>

        """
    }

    private var attributes: String {
        """
        <Attributes xmlns="urn:mace:shibboleth:2.0:attribute-map" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
            <Attribute name="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" id="pairwise">
                <AttributeDecoder xsi:type="NameIDAttributeDecoder" formatter="$Name"/>
            </Attribute>
            <Attribute name="urn:oid:2.5.4.42" id="givenName"/>
            <Attribute name="urn:oid:2.5.4.4" id="sn"/>
        </Attributes>

        """
    }

    private var logging: String {
        """
        log4j.rootCategory=INFO, out
        log4j.appender.out=org.apache.log4j.ConsoleAppender
        log4j.appender.out.layout=org.apache.log4j.BasicLayout

        """
    }

    private var apache: String {
        Apache.configuration(
            of: "shibboleth.porta.localhost", in: folder.path, port: port,
            module: "LoadModule mod_shib \(Apache.modules)/mod_shib.so",
            """
            ShibConfig \(folder.path)/shibboleth2.xml
            <Location />
                Options +Includes
                SetOutputFilter INCLUDES
                Require all granted
            </Location>
            <Location /Shibboleth.sso>
                SetHandler shib
            </Location>
            <Location /private>
                AuthType shibboleth
                ShibRequestSetting requireSession true
                Require shib-session
            </Location>
            """)
    }
}
