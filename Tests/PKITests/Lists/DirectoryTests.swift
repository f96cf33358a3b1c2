import DemoPKI
import Fetch
import Foundation
import Glibc
import OpenSSL
import PKI
import Testing

/// Lists from a real directory (OpenLDAP's slapd), over libcurl.
@Suite struct `A list in a directory` {
    @Test func `R20 is fetched over LDAP and judged by`() async throws {
        let world = try CardWorld()
        let (revoked, good) = (try world.card(.revoked), try world.card())
        let list = try world.list()
        let directory = try Slapd(list: list)
        let issuer = try world.issuer(sources: [.crl(directory.url)])
        let judge = try CardJudge(
            issuers: [issuer], fetcher: .live(allowing: issuer.origins), clock: .fixed(CardWorld.noon))
        #expect(await world.code(revoked, by: judge) == "revoked")
        #expect(await world.code(good, by: judge) == "ok")
    }

    @Test func `comes byte for byte, whole or in pieces`() async throws {
        let world = try CardWorld()
        let list = try world.authority.crl(
            (0..<5_000).map { CRLEntry(serial: [1, UInt8($0 % 256), UInt8($0 / 256)], date: CardWorld.noon) },
            thisUpdate: CardWorld.noon, nextUpdate: CardWorld.noon + 3_600)
        let directory = try Slapd(list: list)
        let origin = try #require(FetchOrigin(url: directory.url, among: ["ldap"]))
        let fetcher = Fetcher.live(allowing: [origin])
        let limits = FetchLimits(maximumBytes: list.count)
        let response = try await fetcher.fetch(FetchRequest(url: directory.url, limits: limits))
        #expect(response.status == 200 && response.body == list)
        await #expect(throws: FetchError.tooLarge(limit: list.count - 1)) {
            let limits = FetchLimits(maximumBytes: list.count - 1)
            return try await fetcher.fetch(FetchRequest(url: directory.url, limits: limits))
        }
        let missing = directory.url.replacing("cn=Demo", with: "cn=Other")
        await #expect(throws: FetchError.self) { try await fetcher.fetch(FetchRequest(url: missing, limits: limits)) }
        let none = directory.url.replacing("certificateRevocationList", with: "deltaRevocationList")
        #expect(try await fetcher.fetch(FetchRequest(url: none, limits: limits)).body == [])
    }

    @Test func `R17 is asked for at a configured directory only`() async throws {
        let elsewhere = try #require(FetchOrigin(url: "ldap://directory.example.al", among: ["ldap"]))
        let fetcher = CurlFetcher(allowing: [elsewhere])
        await #expect(throws: FetchError.notAllowed("ldap://127.0.0.1:389")) {
            try await fetcher.fetch(FetchRequest(url: "ldap://127.0.0.1/cn=Demo?certificateRevocationList;binary"))
        }
        await #expect(throws: FetchError.malformedURL) {
            try await fetcher.fetch(
                FetchRequest(url: "ldap://directory.example.al/", method: .post([], contentType: "")))
        }
    }
}

/// OpenLDAP's server with one entry, on a free port of this machine, for as long as the value is kept.
private final class Slapd {
    let url: String
    private let process = Process()
    private let folder: String

    init(list: [UInt8]) throws {
        folder = NSTemporaryDirectory() + "porta-slapd-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
        try Self.configuration(folder).write(toFile: folder + "/slapd.conf", atomically: true, encoding: .utf8)
        try Self.entries(list).write(toFile: folder + "/entries.ldif", atomically: true, encoding: .utf8)
        try Self.run("slapadd", ["-f", folder + "/slapd.conf", "-l", folder + "/entries.ldif"])
        let port = Self.freePort()
        url = "ldap://127.0.0.1:\(port)/cn=Demo,dc=porta?certificateRevocationList;binary"
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/slapd")
        process.arguments = ["-f", folder + "/slapd.conf", "-h", "ldap://127.0.0.1:\(port)", "-d", "0"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        try Self.wait(for: port)
    }

    deinit {
        // A child of a thread that blocks signals hears no other.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func configuration(_ folder: String) -> String {
        """
        include /etc/ldap/schema/core.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        pidfile \(folder)/slapd.pid
        database mdb
        suffix "dc=porta"
        directory \(folder)/data

        """
    }

    private static func entries(_ list: [UInt8]) -> String {
        """
        dn: dc=porta
        objectClass: dcObject
        objectClass: organization
        dc: porta
        o: Porta

        dn: cn=Demo,dc=porta
        objectClass: cRLDistributionPoint
        cn: Demo
        certificateRevocationList;binary:: \(Base64.encode(list))

        """
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/" + program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) failed")
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return address
    }

    private static func freePort() -> UInt16 {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, length)
                _ = getsockname(listener, address, &length)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func wait(for port: UInt16) throws {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(client) }
            var address = address(port)
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            if connected { return }
            sched_yield()
        }
        throw NotReady()
    }

    private struct NotReady: Error {}
}
