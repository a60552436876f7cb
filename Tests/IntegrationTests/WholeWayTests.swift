import Judge
import MessageArchiver
import Pipeline
import Postgres
import Reference
import StatusProjector
import TestSupport
import Testing

@Suite("From the log to the rows, judged by the oracle", .timeLimit(.minutes(5)), .serialized)
struct WholeWayTests {
    /// What differs between the tables and a fold of the whole log.
    static func differences(_ bench: PipelineBench, in names: [Table.Name] = Judge.tables) throws -> [String] {
        var connection = try bench.connect()
        return try Judge.differences(bench.bootstrapServers, prefix: bench.prefix, in: names, on: &connection)
    }

    static func start(_ bench: PipelineBench, untilEnd: Bool = true, kafka: [String: String] = [:]) throws {
        try bench.start("status", topics: ["lifecycle", "heartbeats"], kafka: kafka, untilEnd: untilEnd) {
            StatusHandler($0)
        }
        try bench.start("archive", topics: ["messages", "lifecycle"], kafka: kafka, untilEnd: untilEnd) {
            ArchiveHandler($0)
        }
        try bench.start("messages", topics: ["messages"], kafka: kafka, untilEnd: untilEnd) { MessagesHandler($0) }
    }

    /// Runs all three over what is there, and none of them halts.
    static func runToEnd(_ bench: PipelineBench) async throws {
        try start(bench)
        for runner in bench.runners { #expect(await runner.waitUntilEnded() == .stopped(halted: false)) }
        bench.runners = []
    }

    static func publish(_ bench: PipelineBench, seed: UInt64, count: Int) throws {
        var events = WildEvents(seed: seed)
        for _ in 0..<count {
            let record = events.next()
            try bench.send(record.topic, key: record.key, record.value, headers: record.headers)
        }
        #expect(bench.flush())
    }

    @Test("Wild events of every type end in the rows of the contract", arguments: [1, 2, 3] as [UInt64])
    func wild(seed: UInt64) async throws {
        let bench = try PipelineBench()
        try Self.publish(bench, seed: seed, count: 3_000)
        try Self.start(bench)
        for runner in bench.runners { #expect(await runner.waitUntilEnded() == .stopped(halted: false)) }
        let differences = try Self.differences(bench)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test("The eager protocol, which knows only whole assignments, ends in the same rows")
    func eager() async throws {
        let bench = try PipelineBench()
        let range = ["partition.assignment.strategy": "range"]
        try Self.publish(bench, seed: 31, count: 1_000)
        try Self.start(bench, untilEnd: false, kafka: range)
        #expect(try await eventually(within: .seconds(60)) { try ProcessTests.archived(bench) > 0 })
        // More members join while it runs, and take their share.
        try Self.start(bench, untilEnd: false, kafka: range)
        try Self.publish(bench, seed: 32, count: 1_000)
        await bench.stop()
        try Self.start(bench, kafka: range)
        for runner in bench.runners { #expect(await runner.waitUntilEnded() == .stopped(halted: false)) }
        let differences = try Self.differences(bench)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test("Everything that is not an event of the contract is a dead letter with its reason, and nothing else is")
    func deadLetters() async throws {
        let bench = try PipelineBench()
        try Self.publish(bench, seed: 4, count: 3_000)
        try bench.start("messages", topics: ["messages"], untilEnd: true) { MessagesHandler($0) }
        for runner in bench.runners { #expect(await runner.waitUntilEnded() == .stopped(halted: false)) }
        let found = try Self.differences(bench, in: [.deadLetters]).filter {
            !$0.contains("lifecycle") && !$0.contains("heartbeats")
        }
        #expect(found == [])
        #expect(try bench.value("SELECT count(*) > 0 FROM zapline.dead_letters WHERE state = 'open'") == "t")
    }
}
