// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is compiled with. Each line links the reason.
let settings: [SwiftSetting] = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // A C type that leaks out of its wrapper is a compile error:
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0470-isolated-conformances.md
    .enableUpcomingFeature("InferIsolatedConformances"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0481-weak-let.md
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0458-strict-memory-safety.md
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "zapline",
    targets: [
        // C libraries of Debian's; each has one importer, the target named beside it.
        // Kafka: the protocol, groups, idempotence; nothing else speaks all of it.
        .systemLibrary(name: "CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        // Postgres: the server's own client; COPY and cancel as the server's authors mean them.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        // Events: vectorised JSON; its shim is C++17 with a C header, so that nothing else is.
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),

        // Leaves: bytes for the data path, telemetry for all.
        library("Bytes"),
        library("Telemetry"),
        // The two servers.
        library("Kafka", ["CRdKafka", "Bytes"]),
        library("Postgres", ["CLibPQ", "Bytes"]),
        // The engine: knows both servers and no WhatsApp.
        library("Pipeline", ["Bytes", "Kafka", "Postgres", "Telemetry"]),
        library("Schema", ["Postgres"]),
        // The contract, and what the consumers make of it.
        library("Events", ["CSimdJSON", "Bytes"]),
        library("StatusProjector", ["Bytes", "Events", "Pipeline", "Postgres"]),
        library("MessageArchiver", ["Bytes", "Events", "Pipeline", "Postgres"]),

        .target(
            name: "TestSupport", dependencies: ["Postgres"], path: "Tests/TestSupport", swiftSettings: settings),
        tests("BytesTests", ["Bytes"]),
        tests("PostgresTests", ["Postgres", "Bytes", "TestSupport"]),
        tests("PipelineTests", ["Pipeline", "Bytes"]),
        tests(
            "IntegrationTests",
            ["Bytes", "Kafka", "Postgres", "Pipeline", "Schema", "StatusProjector", "MessageArchiver", "Telemetry", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
