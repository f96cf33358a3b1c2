import Glibc

/// Debian's Apache, as a site runs it: its own folder, one port on loopback, server-side includes.
enum Apache {
    /// - Parameters:
    ///   - module: the line that loads the site's own module.
    ///   - body: the directives behind those that all sites have.
    static func configuration(
        of name: String, in folder: String, port: Int, module: String, _ body: String
    ) -> String {
        let modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "mime", "include"]
        let loaded = modules.map { "LoadModule \($0)_module \(Self.modules)/mod_\($0).so\n" }.joined()
        let user = geteuid() == 0 ? "User www-data\nGroup www-data" : ""
        return """
            \(loaded)\(module)
            \(user)
            ServerName \(name):\(port)
            UseCanonicalName On
            ServerRoot \(folder)
            Listen 127.0.0.1:\(port)
            PidFile \(folder)/apache.pid
            Mutex file:\(folder)
            ErrorLog \(folder)/error.log
            DocumentRoot \(folder)/htdocs
            TypesConfig /etc/mime.types
            \(body)

            """
    }

    static let modules = "/usr/lib/apache2/modules"
}
