import Foundation
import Synchronization

/// A site made with SimpleSAMLphp, in PHP's own web server.
final class SimpleSAMLSite: Sendable {
    private let folder: Folder
    private let port: Int
    private let program = Mutex<RunningProgram?>(nil)

    var base: String { "http://simplesamlphp.porta.localhost:\(port)" }
    var log: String { Folder.text(folder.path("log")) }

    private init(folder: Folder, port: Int) { (self.folder, self.port) = (folder, port) }

    static func make() async throws -> SimpleSAMLSite {
        let site = SimpleSAMLSite(folder: try Folder(), port: try freePort())
        for name in ["config", "sessions", "tmp"] {
            try FileManager.default.createDirectory(
                atPath: site.folder.path(name), withIntermediateDirectories: true)
        }
        let made = try await Command(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=simplesamlphp",
            "-keyout", site.folder.path("site.key"), "-out", site.folder.path("site.pem")
        ).run()
        guard made.status == 0 else { throw WorldError(made.err) }
        return site
    }

    /// Starts it, knowing the gateway by its metadata.
    func start(_ preparation: SandboxWorld.Preparation, entityID: String) async throws {
        let gate = try await Command(Programs.porta, "metadata", "--config", preparation.path).run()
        guard gate.status == 0 else { throw WorldError("porta metadata: \(gate.all)") }
        try folder.write(gate.out, "gate.xml")
        try folder.write(configuration, "config/config.php")
        try folder.write(source(entityID), "config/authsources.php")
        let started = try RunningProgram(
            [
                "php", "-S", "127.0.0.1:\(port)", "-t", "/usr/share/simplesamlphp/www",
                Programs.peer("simplesamlphp.php"),
            ], environment: ["SIMPLESAMLPHP_CONFIG_DIR": folder.path("config")], log: folder.path("log"))
        program.withLock { $0 = started }
        try await eventually("PHP", whileRunning: started) {
            try await Command("curl", "-s", "-o", "/dev/null", "http://127.0.0.1:\(port)/").run().status == 0
        }
    }

    func end() async { await program.withLock { $0 }?.end() }

    private var configuration: String {
        """
        <?php
        $config = [
            'baseurlpath' => '\(base)/',
            'certdir' => '\(folder.path)/', 'loggingdir' => '\(folder.path)/', 'datadir' => '\(folder.path)/',
            'tempdir' => '\(folder.path)/tmp', 'timezone' => 'UTC', 'technicalcontact_email' => 'na@example.al',
            'secretsalt' => '\(UUID().uuidString)', 'auth.adminpassword' => '\(UUID().uuidString)',
            'logging.handler' => 'errorlog', 'session.cookie.secure' => false, 'store.type' => 'phpsession',
            'session.phpsession.savepath' => '\(folder.path)/sessions', 'session.phpsession.cookiename' => 'site',
            'metadata.sources' => [['type' => 'xml', 'file' => '\(folder.path)/gate.xml']],
        ];

        """
    }

    private func source(_ entityID: String) -> String {
        """
        <?php
        $config = ['porta' => [
            'saml:SP', 'entityID' => '\(base)/sp', 'idp' => '\(entityID)',
            'privatekey' => 'site.key', 'certificate' => 'site.pem',
            'sign.authnrequest' => true, 'redirect.sign' => true, 'WantAssertionsSigned' => true,
            'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
            'NameIDPolicy' => [
                'Format' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', 'AllowCreate' => true,
            ],
        ]];

        """
    }
}
