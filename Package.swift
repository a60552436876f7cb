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

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
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
        // HTTPServer: endpoints, pages and event streams beside the pipelines, without a framework.
        .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        // Topics: YAML whose errors have a line and a column.
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        // Service: glibc's own allocator, one setting of it.
        .systemLibrary(name: "CMalloc"),

        // Leaves: bytes for the data path, threads for what blocks, a JSON tree for all else, telemetry.
        library("Bytes"),
        library("Threads"),
        library("JSON"),
        library("JSONSchema", ["JSON"]),
        library("Telemetry"),
        // The two servers.
        library("Kafka", ["CRdKafka", "Bytes", "Threads"]),
        library("Postgres", ["CLibPQ", "Bytes", "Threads"]),
        // The engine: knows both servers and no WhatsApp.
        library("Pipeline", ["Bytes", "JSON", "Kafka", "Postgres", "Telemetry", "Threads"]),
        library("Schema", ["Postgres"]),
        // The contract, and what gateways and consumers make of it.
        library("Events", ["CSimdJSON", "Bytes", "JSON"]),
        library("Gateways", ["Events", "JSON"]),
        library("StatusProjector", ["Bytes", "Events", "Pipeline", "Postgres"]),
        library("MessageArchiver", ["Bytes", "Events", "Pipeline", "Postgres"]),
        library("HealthMonitor", ["Bytes", "Events", "JSON", "Kafka", "Pipeline", "Postgres", "Telemetry", "Threads"]),
        // The status page, its files compiled in.
        .target(
            name: "HealthPage", dependencies: ["HealthMonitor", "HTTPServer", "JSON"],
            resources: [.embedInCode("Assets")], swiftSettings: settings),
        // The contract once more, as a plain fold that shares nothing with the consumers: what they are judged by.
        library("Reference", ["JSON"]),
        // What every program stands on.
        library("HTTPServer", ["CMicroHTTPD", "Threads"]),
        library("Service", ["CMalloc", "Telemetry", "HTTPServer"]),
        library("Topics", ["CYAML", "JSON", "JSONSchema"]),
        library("Consumers", ["Kafka", "Pipeline", "Postgres", "Schema", "Service", "Telemetry", "Threads"]),
        // What the operator's tool does.
        library(
            "Operations",
            [
                "Bytes", "Consumers", "Events", "Gateways", "HealthMonitor", "JSON", "JSONSchema", "Kafka",
                "MessageArchiver", "Pipeline", "Postgres",
                "Reference", "Schema", "Service", "StatusProjector", "Telemetry", "Threads", "Topics",
            ]),
        // Programs: settings and command line, no logic.
        program("zapline", ["Consumers", "Operations", "Service"]),
        program("status-projector", ["Consumers", "HTTPServer", "Service", "StatusProjector"]),
        program(
            "health-monitor",
            [
                "Consumers", "HealthMonitor", "HealthPage", "HTTPServer", "JSON", "Kafka", "Postgres", "Service",
                "Telemetry",
            ]),
        program("message-archiver", ["Consumers", "HTTPServer", "MessageArchiver", "Pipeline", "Service"]),

        .target(
            name: "TestSupport", dependencies: ["Postgres", "Telemetry", "Threads"], path: "Tests/TestSupport",
            swiftSettings: settings),
        // Traits of tests, beside what benchmarks use as well: these know no testing library.
        .target(
            name: "TestTraits", dependencies: ["TestSupport"], path: "Tests/TestTraits", swiftSettings: settings),
        // What tests of the whole way are judged by: the log read anew, folded by the oracle, and compared with the tables.
        .target(
            name: "Judge", dependencies: ["Bytes", "Kafka", "Postgres", "Reference", "TestSupport"],
            path: "Tests/Judge",
            swiftSettings: settings),
        // A program of the tests' own: exit codes and signals can only be seen from outside.
        .executableTarget(
            name: "sample-program", dependencies: ["Service", "Telemetry", "HTTPServer"], path: "Tests/SampleProgram",
            swiftSettings: settings),
        // A consumer whose handler hangs when it is told to: what a watchdog does can only be seen from outside.
        .executableTarget(
            name: "stuck-consumer", dependencies: ["Bytes", "Consumers", "Pipeline", "Postgres", "Service"],
            path: "Tests/StuckConsumer", swiftSettings: settings),
        tests("BytesTests", ["Bytes"]),
        tests("ThreadsTests", ["Threads", "TestSupport"]),
        tests("JSONTests", ["JSON"]),
        tests("JSONSchemaTests", ["JSONSchema", "JSON"]),
        tests("TelemetryTests", ["Telemetry", "TestSupport"]),
        tests("KafkaTests", ["Kafka", "Bytes", "Threads", "TestTraits"]),
        tests("PostgresTests", ["Postgres", "Bytes", "TestSupport"]),
        tests("PipelineTests", ["Pipeline", "Bytes", "TestSupport"]),
        tests("EventsTests", ["Events", "CSimdJSON", "Bytes", "JSON", "Postgres", "TestSupport"]),
        tests("GatewaysTests", ["Gateways", "Events", "JSON"], exclude: ["Fixtures"]),
        tests(
            "MessageArchiverTests",
            ["MessageArchiver", "Bytes", "Events", "Pipeline", "Postgres", "Schema", "TestSupport"]),
        tests(
            "HealthMonitorTests",
            [
                "HealthMonitor", "Bytes", "Events", "Gateways", "JSON", "Kafka", "Postgres", "Schema", "Telemetry",
                "TestSupport", "TestTraits",
            ]),
        tests("HealthPageTests", ["HealthPage", "HealthMonitor", "HTTPServer", "JSON", "TestSupport"]),
        // The page in a real browser.
        tests("BrowserTests", ["HealthPage", "Bytes", "Events", "HealthMonitor", "HTTPServer", "JSON", "TestSupport"]),
        tests("ReferenceTests", ["Reference", "JSON"]),
        tests("HTTPServerTests", ["HTTPServer", "TestSupport"]),
        tests("ServiceTests", ["Service", "Telemetry", "HTTPServer", "TestSupport", "sample-program"]),
        tests("TopicsTests", ["Topics", "JSON", "JSONSchema"]),
        // What is published and what is read, held against `topics/schemas`.
        tests(
            "EventContractTests",
            [
                "Bytes", "Events", "Gateways", "HealthMonitor", "JSON", "JSONSchema", "Kafka", "Operations", "Pipeline",
                "Service",
                "Topics",
            ], exclude: ["released-schemas.json"]),
        tests(
            "OperationsTests",
            [
                "Operations", "Bytes", "Consumers", "Events", "Gateways", "HealthMonitor", "JSON", "Judge", "Kafka",
                "MessageArchiver", "Pipeline",
                "Postgres", "Reference", "Schema", "Service", "StatusProjector", "Telemetry", "Topics", "TestSupport",
                "zapline", "status-projector", "message-archiver", "health-monitor",
            ]),
        tests("ArchitectureTests", []),
        tests(
            "ComposeTests",
            [
                "Consumers", "HTTPServer", "JSON", "Kafka", "Postgres", "Schema", "Service", "Topics", "TestSupport",
                "status-projector", "message-archiver", "health-monitor",
            ]),
        tests("SchemaTests", ["Schema", "Postgres", "TestSupport"]),
        tests(
            "IntegrationTests",
            [
                "Bytes", "Events", "Gateways", "JSON", "Judge", "Kafka", "Postgres", "Pipeline", "Schema",
                "StatusProjector", "MessageArchiver", "HealthMonitor", "Reference",
                "Telemetry", "TestSupport", "status-projector", "message-archiver", "stuck-consumer",
            ]),
        // The pure state machines under random schedules of replies, delays and crashes.
        tests("SimulationTests", ["Kafka", "Pipeline", "TestSupport"]),
        // Real processes and servers under faults, judged by a fold of the whole log.
        tests(
            "FaultTests",
            [
                "Bytes", "JSON", "Judge", "Kafka", "Postgres", "Reference", "Schema", "TestSupport", "status-projector",
                "message-archiver", "health-monitor", "zapline",
            ]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// Measured, not tested: `bash Tests/run.sh bench`.
if Context.environment["BENCHMARKS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "benchmarks",
            dependencies: ["Bytes", "Consumers", "JSON", "Kafka", "Postgres", "Schema", "TestSupport"],
            path: "Tests/Benchmarks", swiftSettings: settings))
}
