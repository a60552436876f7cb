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

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "zapline",
    targets: [
        // C libraries of Debian's; each has one importer, the target named beside it.
        // Kafka: the only complete C client, with the mock cluster that the demo needs.
        .systemLibrary(name: "CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        // Postgres: the server's own client; COPY and cancel as the server's authors mean them.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        // HTTPServer: endpoints and server-sent events, without a framework.
        .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        // Topics: YAML with the line and column of a mistake.
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        // Events: 0.4 µs an event, where Foundation's decoder takes 17 (libsimdjson-dev).
        .target(
            name: "CSimdJSON", cxxSettings: [.unsafeFlags(["-O3"], .when(configuration: .debug))],
            linkerSettings: [.linkedLibrary("simdjson")]),

        library("Bytes"),
        library("Kafka", ["CRdKafka", "Bytes"]),
        library("Postgres", ["CLibPQ", "Bytes"]),
        library("Events", ["CSimdJSON", "Bytes"]),
        library("Gateways", ["Events"]),
        library("Telemetry"),
        library("HTTPServer", ["CMicroHTTPD"]),
        library("Service", ["Telemetry", "HTTPServer"]),
        library("Schema", ["Postgres"]),
        library("Topics", ["CYAML", "Kafka"]),
        library("Pipeline", ["Bytes", "Kafka", "Postgres", "Telemetry"]),
        library("StatusProjector", ["Bytes", "Events", "Pipeline", "Postgres", "Telemetry"]),
        library("MessageArchiver", ["Bytes", "Events", "Pipeline", "Postgres", "Telemetry"]),
        library("HealthMonitor", ["Bytes", "Events", "Kafka", "Pipeline", "Postgres", "Telemetry"]),
        library("Consumers", ["Kafka", "Pipeline", "Postgres", "Schema", "Service", "Telemetry"]),
        library(
            "Operations",
            ["Bytes", "Events", "Gateways", "Kafka", "Postgres", "Schema", "Service", "Telemetry", "Topics"]),

        program("status-projector", ["StatusProjector", "Consumers", "Service"]),
        program("message-archiver", ["MessageArchiver", "Consumers", "Service"]),
        program("health-monitor", ["HealthMonitor", "Consumers", "Service"]),
        program("zapline", ["Operations", "Service"]),

        .target(
            name: "TestSupport", dependencies: ["Kafka", "Postgres"], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("ArchitectureTests", ["TestSupport"]),
        tests("BytesTests", ["Bytes"]),
        tests("KafkaTests", ["Kafka", "Bytes", "TestSupport"]),
        tests("PostgresTests", ["Postgres", "Bytes", "TestSupport"]),
        tests("EventsTests", ["Events", "Bytes", "TestSupport"]),
        tests("GatewaysTests", ["Gateways", "Events", "TestSupport"]),
        tests("TelemetryTests", ["Telemetry"]),
        tests("HTTPServerTests", ["HTTPServer", "TestSupport"]),
        tests("ServiceTests", ["Service", "Telemetry", "HTTPServer"]),
        tests("SchemaTests", ["Schema", "Postgres", "TestSupport"]),
        tests("TopicsTests", ["Topics", "Events", "Kafka", "TestSupport"]),
        tests("PipelineTests", ["Pipeline", "Bytes", "Kafka", "Postgres", "Telemetry", "TestSupport"]),
        tests("StatusProjectorTests", ["StatusProjector", "Events", "Pipeline", "Postgres", "Schema", "TestSupport"]),
        tests("MessageArchiverTests", ["MessageArchiver", "Events", "Pipeline", "Postgres", "Schema", "TestSupport"]),
        tests("HealthMonitorTests", ["HealthMonitor", "Events", "Pipeline", "Postgres", "Schema", "TestSupport"]),
        tests("OperationsTests", ["Operations", "Events", "Service", "TestSupport"]),
        tests("IntegrationTests", ["TestSupport", "Kafka", "Postgres"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
