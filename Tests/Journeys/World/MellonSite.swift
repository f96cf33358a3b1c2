import Foundation
import Synchronization

/// Apache with mod_auth_mellon in front of one private page.
final class MellonSite: Sendable {
    private let folder: Folder
    private let port: Int
    private let program = Mutex<RunningProgram?>(nil)

    var base: String { "http://mellon.porta.localhost:\(port)" }
    var log: String { Folder.text(folder.path("error.log")) }

    private init(folder: Folder, port: Int) { (self.folder, self.port) = (folder, port) }

    static func make() async throws -> MellonSite {
        let site = MellonSite(folder: try Folder(), port: try freePort())
        let folder = site.folder
        try FileManager.default.createDirectory(
            atPath: folder.path("htdocs/private"), withIntermediateDirectories: true)
        try folder.write(
            "NAME=<!--#echo var=\"MELLON_NAME_ID\" -->. GIVEN=<!--#echo var=\"MELLON_urn:oid:2.5.4.42\" -->.\n",
            "htdocs/private/index.html")
        let made = try await Command(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mellon", "-keyout",
            folder.path("mellon.key"), "-out", folder.path("mellon.pem")
        ).run()
        guard made.status == 0 else { throw WorldError(made.err) }
        return site
    }

    /// Starts it, knowing the gateway by its metadata.
    func start(_ preparation: SandboxWorld.Preparation) async throws {
        let gate = try await Command(Programs.porta, "metadata", "--config", preparation.path).run()
        guard gate.status == 0 else { throw WorldError("porta metadata: \(gate.all)") }
        try folder.write(gate.out, "gate.xml")
        try folder.write(configuration, "apache.conf")
        let found = FileManager.default.isExecutableFile(atPath: "/usr/sbin/apache2") ? "/usr/sbin/apache2" : "apache2"
        let started = try RunningProgram(
            [found, "-D", "FOREGROUND", "-f", folder.path("apache.conf")], log: folder.path("output.log"))
        program.withLock { $0 = started }
        try await eventually("Apache", whileRunning: started) {
            let answer = try await Command("curl", "-s", "-o", "/dev/null", "http://127.0.0.1:\(port)/").run()
            return answer.status == 0
        }
    }

    func end() async { await program.withLock { $0 }?.end() }

    private var configuration: String {
        Apache.configuration(
            of: "mellon.porta.localhost", in: folder.path, port: port,
            module: "LoadModule auth_mellon_module \(Apache.modules)/mod_auth_mellon.so",
            """
            MellonLockFile \(folder.path)/mellon.lock
            <Location />
                Options +Includes
                SetOutputFilter INCLUDES
                Require all granted
                MellonEnable info
                MellonEndpointPath /mellon
                MellonSPPrivateKeyFile \(folder.path)/mellon.key
                MellonSPCertFile \(folder.path)/mellon.pem
                MellonIdPMetadataFile \(folder.path)/gate.xml
                MellonSecureCookie Off
                MellonSignatureMethod rsa-sha256
                MellonUser NAME_ID
            </Location>
            <Location /private>
                AuthType Mellon
                MellonEnable auth
                Require valid-user
            </Location>
            """)
    }
}
