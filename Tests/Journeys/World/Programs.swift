import Foundation

/// Where the programs are that the journeys drive.
enum Programs {
    /// The `porta` that was built beside this test bundle; `PORTA_BINARY` names another.
    static let porta: String = {
        if let named = ProcessInfo.processInfo.environment["PORTA_BINARY"] { return named }
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let beside = bundle.appendingPathComponent("porta").path
        return FileManager.default.isExecutableFile(atPath: beside) ? beside : root + "/.build/debug/porta"
    }()

    /// The folder of the package.
    static let root: String = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// A Python that has the peers' packages: `scripts/test` makes it.
    static let python: String = {
        if let named = ProcessInfo.processInfo.environment["PORTA_PYTHON"] { return named }
        let own = root + "/.build-venv/bin/python3"
        return FileManager.default.isExecutableFile(atPath: own) ? own : "python3"
    }()

    /// What programs inherit: nothing that is meant for the tests, since `porta` reads names like these as settings.
    static let environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PORTA_") }

    static func peer(_ name: String) -> String { root + "/Tests/Journeys/Peers/" + name }
}
