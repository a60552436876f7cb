import Testing

@Suite("The architecture holds")
struct ArchitectureTests {
    /// Each C library's module, and the one module that imports it.
    static let importers = [
        "CRdKafka": "Kafka", "CLibPQ": "Postgres", "CSimdJSON": "Events", "CMicroHTTPD": "HTTPServer",
        "CYAML": "Topics", "CMalloc": "Service",
    ]

    @Test("A C library has one importer", arguments: Array(importers))
    func importer(module: String, owner: String) {
        let others = SourceTree.sources.filter { $0.imports.contains(module) && $0.module != owner }.map(\.path)
        #expect(others == [])
        #expect(SourceTree.sources.contains { $0.imports.contains(module) })
    }

    @Test(
        "The engine and the clients know no WhatsApp",
        arguments: ["Kafka", "Postgres", "Pipeline", "Bytes", "JSONSchema", "Telemetry", "Threads"])
    func domainFree(module: String) {
        let domain: Set = [
            "Events", "Gateways", "StatusProjector", "MessageArchiver", "HealthMonitor", "Topics", "Reference",
        ]
        #expect(
            SourceTree.sources.filter { $0.module == module && !$0.imports.isDisjoint(with: domain) }.map(\.path) == [])
    }

    @Test("The oracle shares nothing with what it judges")
    func oracle() {
        let judged: Set = ["Events", "Pipeline", "StatusProjector", "MessageArchiver", "Schema", "Bytes", "Postgres"]
        #expect(
            SourceTree.sources.filter { $0.module == "Reference" && !$0.imports.isDisjoint(with: judged) }.map(\.path)
                == [])
        let judges = ["Pipeline", "StatusProjector", "MessageArchiver", "HealthMonitor", "Events"]
        #expect(
            SourceTree.sources.filter { judges.contains($0.module) && $0.imports.contains("Reference") }.map(\.path)
                == [])
    }

    @Test("Nobody imports the whole of Foundation")
    func foundation() {
        #expect(SourceTree.sources.filter { $0.imports.contains("Foundation") }.map(\.path) == [])
        let data = [
            "Bytes", "Kafka", "Postgres", "Events", "Pipeline", "StatusProjector", "MessageArchiver", "HealthMonitor",
        ]
        let essentials = SourceTree.sources.filter {
            data.contains($0.module) && $0.imports.contains("FoundationEssentials")
        }
        #expect(essentials.map(\.path) == [])
    }

    @Test(
        "What may trap or lie to the compiler is not in the sources",
        arguments: ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "as!", "fatalError(", "preconditionFailure("])
    func forbidden(text: String) {
        let found = SourceTree.sources.filter {
            $0.lines.contains { line in
                line.contains(text) && !line.drop { $0 == " " }.hasPrefix("//")
            }
        }
        #expect(found.map(\.path) == [])
    }

    @Test("No test sleeps")
    func sleeps() {
        let words = ["Task" + ".sleep", "Thread" + ".sleep", "us" + "leep("]
        let found = SourceTree.tests.filter { $0.lines.contains { line in words.contains { line.contains($0) } } }
        #expect(found.map(\.path) == [])
    }

    @Test("Files stay as long as one can read in one go")
    func length() {
        #expect(SourceTree.sources.filter { $0.lines.count > 300 }.map(\.path) == [])
        #expect(SourceTree.tests.filter { $0.lines.count > 500 }.map(\.path) == [])
    }
}
