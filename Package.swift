// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// Every target of ours is compiled with the same strictness: language mode 6 and what Swift 7 turns on by itself.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

/// Where bytes of secrets and of strangers are handled, unsafe code is marked as such.
let memorySafe: [SwiftSetting] = [.strictMemorySafety()]

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let configuration = product(name: "Configuration", package: "swift-configuration")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let grdbSQLite = product(name: "GRDBSQLite", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let mustache = product(name: "Mustache", package: "swift-mustache")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let nioFoundationCompat = product(name: "NIOFoundationCompat", package: "swift-nio")
    static let nioTLS = product(name: "NIOTLS", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let systemPackage = product(name: "SystemPackage", package: "swift-system")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let yams = product(name: "Yams", package: "Yams")
}

/// A folder of tests: what it tests, and what it needs beside that.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let tests: [Target] = [
    tests("TrustCoreTests", ["TrustCore"]),
    tests("TrustVaultTests", ["TrustCore", "TrustVault", "TrustOutbound", .crypto]),
    tests("TrustStoreTests", ["TrustCore", "TrustStore", .grdb]),
    tests("TrustDialectsTests", ["TrustCore", "TrustDialects"]),
    tests(
        "TrustGatewayTests",
        [
            "TrustCore", "TrustDialects", "TrustGateway", "TrustVault", .nioCore, .nioPosix, .nioHTTP1, .nioEmbedded,
            .nioSSL, .asyncHTTPClient, .crypto, .logging, .serviceLifecycle,
        ]),
    tests("TrustRuntimesTests", ["TrustCore", "TrustRuntimes", .logging]),
    tests(
        "TrustSimulatorTests",
        ["TrustCore", "TrustSimulator", .asyncHTTPClient, .logging, .nioCore, .nioFoundationCompat, .nioHTTP1]),
    tests("TrustAgentTests", ["TrustCore", "TrustAgent"]),
    tests("TrustImportTests", ["TrustCore", "TrustImport"]),
    tests("TrustDeclareTests", ["TrustCore", "TrustDeclare"]),
    tests("TrustControlTests", ["TrustCore", "TrustControl", "TrustStore", "TrustVault", "TrustOutbound", .logging]),
    tests(
        "TrustWebTests",
        [
            "TrustCore", "TrustAPI", "TrustControl", "TrustStore", "TrustVault", "TrustOutbound", "TrustWeb",
            .hummingbird, .hummingbirdTesting, .logging, .nioCore, .nioEmbedded,
        ]),
    tests(
        "TrustServerTests",
        ["TrustServer", "TrustAPI", "TrustCore", "TrustSimulator", .asyncHTTPClient, .configuration]),
].filter { Context.environment["AG2TRUST_TESTS"].map($0.name.contains) ?? true }

let package = Package(
    name: "ag2trust",
    products: [
        .executable(name: "ag2trust", targets: ["ag2trust"]),
        .executable(name: "ag2trust-agent", targets: ["ag2trust-agent"]),
        .executable(name: "ag2trust-launch", targets: ["ag2trust-launch"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C: what Swift cannot import or express (explicit_bzero, variadic prctl, pidfd), and the launcher.
        .target(name: "CTrust"),
        .executableTarget(
            name: "ag2trust-launch", path: "Sources/ag2trust-launch",
            linkerSettings: [.unsafeFlags(["-static-executable"])]),

        // The core and what stands on it alone.
        .target(name: "TrustCore", dependencies: ["CTrust"], swiftSettings: strict + memorySafe),
        .target(name: "TrustAPI", dependencies: ["TrustCore"], swiftSettings: strict),
        .target(name: "TrustDialects", dependencies: ["TrustCore"], swiftSettings: strict + memorySafe),
        .target(
            name: "TrustOutbound", dependencies: ["TrustCore", .asyncHTTPClient, .nioCore, .nioHTTP1, .nioPosix],
            swiftSettings: strict),
        .target(
            name: "TrustVault", dependencies: ["TrustCore", "TrustOutbound", "CTrust", .crypto, .cryptoExtras],
            swiftSettings: strict + memorySafe),
        .target(name: "TrustStore", dependencies: ["TrustCore", .grdb, .grdbSQLite, .crypto], swiftSettings: strict),
        .target(name: "TrustRuntimes", dependencies: ["TrustCore", "CTrust", .logging], swiftSettings: strict),
        .target(name: "TrustImport", dependencies: ["TrustCore", .yams], swiftSettings: strict + memorySafe),
        .target(name: "TrustDeclare", dependencies: ["TrustCore", .yams], swiftSettings: strict),

        // Use cases and the two listeners.
        .target(
            name: "TrustControl",
            dependencies: ["TrustCore", "TrustVault", "TrustOutbound", .logging], swiftSettings: strict),
        .target(
            name: "TrustGateway",
            dependencies: [
                "TrustCore", "TrustDialects", .crypto, .logging, .nioCore, .nioPosix, .nioHTTP1, .nioSSL, .nioTLS,
                .serviceLifecycle,
            ], swiftSettings: strict),
        .target(
            name: "TrustWeb",
            dependencies: [
                "TrustCore", "TrustAPI", "TrustControl", .hummingbird, .hummingbirdCore, .mustache, .logging, .nioCore,
                .nioFoundationCompat, .serviceLifecycle,
            ],
            resources: [.copy("Assets"), .copy("Templates")], swiftSettings: strict),

        // Beside the server: the provider to try things on, and the built-in agent.
        .target(
            name: "TrustSimulator",
            dependencies: ["TrustCore", .httpTypes, .hummingbird, .logging, .nioCore, .serviceLifecycle],
            swiftSettings: strict),
        .target(
            name: "TrustAgent",
            dependencies: [
                "TrustCore", "CTrust", .asyncHTTPClient, .nioCore, .nioHTTP1, .nioFoundationCompat,
            ], swiftSettings: strict),

        // The one place that knows concrete types, and the programs.
        .target(
            name: "TrustServer",
            dependencies: [
                "TrustCore", "TrustControl", "TrustGateway", "TrustOutbound", "TrustRuntimes", "TrustStore",
                "TrustVault", "TrustWeb", "CTrust", .configuration, .hummingbird, .hummingbirdCore, .logging, .nioCore,
                .serviceLifecycle, .systemPackage, .unixSignals,
            ], resources: [.copy("Prices/prices.json")], swiftSettings: strict),
        .executableTarget(
            name: "ag2trust",
            dependencies: [
                "TrustServer", "TrustAPI", "TrustCore", "TrustDeclare", "TrustImport", "TrustSimulator",
                .argumentParser, .asyncHTTPClient, .logging, .nioCore, .nioHTTP1, .nioFoundationCompat,
            ], swiftSettings: strict),
        .executableTarget(name: "ag2trust-agent", dependencies: ["TrustAgent"], swiftSettings: strict),
    ] + tests
)
