import Glibc
import TestSupport
import Testing

@Suite("Processes that die, share and wait", .timeLimit(.minutes(5)), .serialized)
struct ProcessTests {
    /// Starts one of our programs on the bench's servers.
    static func start(_ bench: PipelineBench, _ words: [String], level: String = "critical") throws -> Shell.Child {
        try Shell.start(
            [Shell.product(words[0])] + words.dropFirst(),
            environment: [
                "DATABASE_URL": bench.databaseURL, "KAFKA_BOOTSTRAP_SERVERS": bench.bootstrapServers,
                "ZAPLINE_TOPIC_PREFIX": bench.prefix, "ZAPLINE_HTTP_LISTEN": "127.0.0.1:0",
                "ZAPLINE_LOG_LEVEL": level,
                "KAFKA_SESSION_TIMEOUT_MS": "6000", "KAFKA_HEARTBEAT_INTERVAL_MS": "500",
            ])
    }

    static func archived(_ bench: PipelineBench) throws -> Int {
        Int(try bench.value("SELECT count(*) FROM zapline.event_archive") ?? "") ?? 0
    }

    @Test("An archiver that is killed in the middle of 100,000 events leaves each of them in the archive once")
    func killed() async throws {
        let bench = try PipelineBench()
        for number in 0..<100_000 {
            try bench.send(
                "messages", key: "k\(number % 101)",
                """
                {"specversion":"1.0","id":"e\(number)","source":"/g","type":"whatsapp.message.received","subject":"s\(number % 13)",\
                "data":{"messageId":"M\(number)","chat":"c@s.whatsapp.net","timestamp":"2026-11-23T10:00:00Z"}}
                """)
        }
        #expect(bench.flush())
        for threshold in [1, 15_000, 50_000] {
            let child = try Self.start(bench, ["message-archiver", "--only", "archive"])
            #expect(try await eventually(within: .seconds(60)) { try Self.archived(bench) >= threshold })
            kill(child.pid, SIGKILL)
            #expect(child.wait().end == .signal(SIGKILL))
        }
        let last = try Self.start(bench, ["message-archiver", "--only", "archive", "--until-end"])
        #expect(last.wait().end == .code(0))
        #expect(try Self.archived(bench) == 100_000)
        #expect(try bench.value("SELECT count(DISTINCT event_id) FROM zapline.event_archive") == "100000")
        let holes = try bench.value(
            """
            SELECT count(*) FROM (SELECT topic_partition FROM zapline.event_archive GROUP BY topic_partition
            HAVING max(topic_offset) + 1 <> count(*)) AS p
            """)
        #expect(holes == "0")
    }

    @Test("Two processes of each program share the partitions, one leaves in the middle, and the rows are the oracle's")
    func shared() async throws {
        let bench = try PipelineBench()
        try WholeWayTests.publish(bench, seed: 11, count: 2_000)
        var leaving: [Shell.Child] = []
        for program in ["status-projector", "message-archiver"] {
            leaving.append(try Self.start(bench, [program]))
            leaving.append(try Self.start(bench, [program]))
        }
        #expect(try await eventually(within: .seconds(60)) { try Self.archived(bench) > 0 })
        for child in leaving.prefix(1) + leaving.suffix(1) { kill(child.pid, SIGTERM) }
        try WholeWayTests.publish(bench, seed: 11, count: 2_000)
        for child in leaving.prefix(1) + leaving.suffix(1) { #expect(child.wait().end == .code(0)) }
        let last = [["status-projector", "--until-end"], ["message-archiver", "--until-end"]]
        for child in leaving.dropFirst().dropLast() { kill(child.pid, SIGTERM) }
        for child in leaving.dropFirst().dropLast() { #expect(child.wait().end == .code(0)) }
        for words in last { #expect(try Self.start(bench, words).wait().end == .code(0)) }
        let differences = try WholeWayTests.differences(bench)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test("Both programs are killed again and again while events come, and the rows are the oracle's")
    func killedWhileFolding() async throws {
        let bench = try PipelineBench()
        for round in 0..<4 as Range<UInt64> {
            let before = try Self.archived(bench)
            let children = try ["status-projector", "message-archiver"].map { try Self.start(bench, [$0]) }
            try WholeWayTests.publish(bench, seed: 40 + round, count: 1_500)
            #expect(try await eventually(within: .seconds(60)) { try Self.archived(bench) > before })
            for child in children { kill(child.pid, SIGKILL) }
            for child in children { #expect(child.wait().end == .signal(SIGKILL)) }
        }
        for program in ["status-projector", "message-archiver"] {
            #expect(try Self.start(bench, [program, "--until-end"]).wait().end == .code(0))
        }
        let differences = try WholeWayTests.differences(bench)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test("A database that is away for 30 seconds loses nothing, and nothing becomes a dead letter for it")
    func outage() async throws {
        let server = try PrivatePostgres()
        let bench = try PipelineBench(server: server)
        let children = try ["status-projector", "message-archiver"].map { try Self.start(bench, [$0]) }
        try WholeWayTests.publish(bench, seed: 21, count: 1_000)
        #expect(try await eventually(within: .seconds(60)) { try Self.archived(bench) > 0 })
        server.stopServer()
        try WholeWayTests.publish(bench, seed: 22, count: 1_000)
        let began = ContinuousClock.now
        _ = await eventually(within: .seconds(40)) { ContinuousClock.now - began > .seconds(30) }
        server.startServer()
        try WholeWayTests.publish(bench, seed: 23, count: 500)
        for child in children { #expect(kill(child.pid, SIGTERM) == 0) }
        for child in children { #expect(child.wait().end == .code(0)) }
        for program in ["status-projector", "message-archiver"] {
            #expect(try Self.start(bench, [program, "--until-end"]).wait().end == .code(0))
        }
        let differences = try WholeWayTests.differences(bench)
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        let refused =
            "SELECT count(*) FROM zapline.dead_letters WHERE reason NOT IN ('invalid-json', 'invalid-event', 'conflicting-duplicate')"
        #expect(try bench.value(refused) == "0")
    }
}
