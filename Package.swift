// swift-tools-version: 6.2
import PackageDescription

/// The settings of every room: the strictest that the toolchain offers.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
]

/// Tests read more easily without `unsafe` markers and with plain imports.
let relaxed: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
]
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")

/// One room of the house. A room knows only rooms on lower floors; `Tests/HouseTests` holds the law.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], besides others: [String] = [],
    linkerSettings: [LinkerSetting] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: others, swiftSettings: relaxed,
        linkerSettings: linkerSettings)
}

let package = Package(
    name: "porta",
    products: [.executable(name: "porta", targets: ["porta"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Floor 0: the C libraries as modules, no logic.
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Floor 1
        room("OpenSSL", ["COpenSSL"]),
        room("Fetch", ["CCurl"]),
        // Floor 2
        room("PKI", ["OpenSSL", "Fetch", asn1]),
        room("SignedXML", ["OpenSSL", "CLibXML2"]),
        room("TLS", ["COpenSSL", nio[0]]),
        room("DemoPKI", ["OpenSSL", asn1]),
        // Floor 3
        room("Login", ["PKI", "OpenSSL"]),
        room("SAML", ["SignedXML", "Fetch", "OpenSSL", "CZlib"]),
        // Floor 4
        room(
            "Gateway",
            [
                "Login", "SAML", "PKI", "TLS", "OpenSSL", logging, lifecycle,
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            ] + nio + hummingbird),
        room("Records", ["Login", "PKI", "OpenSSL", .product(name: "GRDB", package: "GRDB.swift")]),
        room(
            "Settings",
            ["Login", "SAML", "PKI", "TLS", "OpenSSL", "Fetch", .product(name: "Yams", package: "Yams")]),
        room(
            "Sandbox",
            [
                "DemoPKI", "SAML", "TLS", "OpenSSL", logging, lifecycle,
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ] + nio + hummingbird),
        // Floor 5: the command, wiring only.
        .executableTarget(
            name: "porta",
            dependencies: [
                "Gateway", "Records", "Settings", "Sandbox", "Login", "SAML", "PKI", "TLS", "DemoPKI", "OpenSSL",
                "Fetch", logging, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + nio,
            swiftSettings: strict),
        // Measures lists of a nation's size; `scripts/bench-crl` runs it.
        .executableTarget(
            name: "crl-bench", dependencies: ["PKI", "DemoPKI", "Fetch", "OpenSSL", "COpenSSL"], swiftSettings: strict),
        tests("OpenSSLTests", ["OpenSSL"]),
        tests("FetchTests", ["Fetch"]),
        tests("PKITests", ["PKI", "DemoPKI", "OpenSSL", "Fetch"], besides: ["Vectors", "Limbo"]),
        tests("SignedXMLTests", ["SignedXML", "OpenSSL"]),
        tests("TLSTests", ["TLS", "DemoPKI", "OpenSSL"] + nio),
        tests("DemoPKITests", ["DemoPKI", "OpenSSL"]),
        tests("LoginTests", ["Login", "PKI", "DemoPKI", "OpenSSL", "Fetch", "Records"]),
        tests("SAMLTests", ["SAML", "SignedXML", "Fetch", "OpenSSL"]),
        tests("GatewayTests", ["Gateway", "Login", "SAML", "PKI", "TLS", "DemoPKI", "OpenSSL"]),
        tests(
            "RecordsTests",
            [
                "Records", "Login", "PKI", "DemoPKI", "Fetch", "OpenSSL", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            // The tests stand between SQLite and the disk, to count real syncs and to let one fail.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic-symbol=fdatasync"])]),
        tests("SettingsTests", ["Settings", "Login", "SAML", "PKI", "DemoPKI", "OpenSSL", "Fetch"]),
        tests("SandboxTests", ["Sandbox", "DemoPKI", "SAML", "TLS", "OpenSSL"]),
        tests("HouseTests", ["Login", "Gateway", "SAML", "PKI", "OpenSSL"], besides: ["Programs"]),
        tests("Journeys", [], besides: ["Peers"]),
    ],
    swiftLanguageModes: [.v6]
)

// Builds a part of the house alone: PORTA_ROOMS=SAML,SAMLTests swift build …
if let only = Context.environment["PORTA_ROOMS"] {
    let wanted = Set(only.split(separator: ",").map(String.init))
    package.targets.removeAll { !wanted.contains($0.name) }
    if !wanted.contains("porta") { package.products.removeAll() }
}
