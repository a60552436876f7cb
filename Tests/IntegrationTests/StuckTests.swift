import Glibc
import Kafka
import MessageArchiver
import Pipeline
import TestSupport
import Testing

@Suite("What stands still is seen, and said to whoever asks", .timeLimit(.minutes(4)), .serialized)
struct StuckTests {
    @Test("A lane that hangs makes /healthz red, then ends the process with 70, and its place in the log is kept")
    func lane() async throws {
        let bench = try PipelineBench(partitions: 1)
        try bench.event("messages", "message.received", "shop", id: "1")
        try bench.event("lifecycle", "session.connected", "shop", id: "2")
        #expect(bench.flush())
        let child = try ProcessTests.start(bench, ["stuck-consumer"], level: "info")
        let port = try #require(Self.port(of: child))
        let offset = "SELECT next_offset FROM zapline.consumer_offsets WHERE pipeline = "
        #expect(
            try await eventually(within: .seconds(30)) { try bench.value(offset + "'hanging'") == "1" })
        #expect(
            await eventually(within: .seconds(20)) { Self.ask(port, "/readyz")?.status == 200 })
        try bench.send("messages", key: "hang", "{}")
        #expect(bench.flush())
        // Read on, since a full pipe would stop the process where it stands.
        async let end = onOwnThread { child.wait() }
        var seen: HTTPClient.Answer?
        #expect(
            await eventually(within: .seconds(30)) {
                seen = Self.ask(port, "/healthz") ?? seen
                // That the log goes on without it may be seen first.
                return seen?.status == 503 && seen?.body.contains("lane 0 has stood still") == true
            }, "\(seen?.body ?? "")")
        #expect(try await end.end == .code(70))
        #expect(try bench.value(offset + "'hanging'") == "1")
    }

    @Test(
        "A log that goes on without reaching its lane is not ready, then stuck, then the end, whatever the threads do")
    func fetching() async throws {
        let bench = try PipelineBench(partitions: 1, onMock: true)
        try bench.event("messages", "message.received", "shop", id: "1")
        #expect(bench.flush())
        // A broker that answers everything but fetches.
        bench.mock?.fail(.fetch, with: [KafkaError.Code](repeating: .leaderNotAvailable, count: 50_000))
        let runner = try bench.start(
            "archive", topics: ["messages", "lifecycle"],
            change: {
                $0.probeInterval = .milliseconds(200)
                $0.watchdog.notReady = .seconds(2)
                $0.watchdog.reclaim = .seconds(4)
                $0.watchdog.failed = .seconds(8)
                $0.watchdog.end = .seconds(12)
            }
        ) { ArchiveHandler($0) }
        #expect(
            await eventually(within: .seconds(30)) { runner.status.stalled.contains { $0.contains("log ends at 1") } })
        #expect(!runner.status.isReady)
        #expect(await eventually(within: .seconds(30)) { runner.status.stuck?.contains("has stood at 0") == true })
        #expect(await eventually(within: .seconds(30)) { runner.status.mustEnd })
        #expect(try ProcessTests.archived(bench) == 0)
        bench.mock?.clearErrors(of: .fetch)
        #expect(try await eventually(within: .seconds(30)) { try ProcessTests.archived(bench) == 1 })
        #expect(await eventually(within: .seconds(10)) { runner.status.isReady })
        await bench.stop()
    }

    @Test("A database that is frozen in the middle is named within the bound, and all of it is applied when it wakes")
    func frozenDatabase() async throws {
        let server = try PrivatePostgres()
        let bench = try PipelineBench(server: server)
        let runner = try bench.start("archive", topics: ["messages", "lifecycle"]) { ArchiveHandler($0) }
        try bench.event("messages", "message.received", "shop", id: "1")
        #expect(bench.flush())
        #expect(try await eventually(within: .seconds(30)) { try ProcessTests.archived(bench) == 1 })
        #expect(await eventually(within: .seconds(10)) { runner.status.isReady })
        _ = try Shell.output("sh", Self.signal("STOP", server))
        for number in 2..<500 { try bench.event("messages", "message.received", "shop", id: "\(number)") }
        #expect(bench.flush())
        #expect(await eventually(within: .seconds(40)) { runner.status.database != nil })
        #expect(runner.status.stuck == nil && !runner.status.isReady)
        _ = try Shell.output("sh", Self.signal("CONT", server))
        #expect(try await eventually(within: .seconds(90)) { try ProcessTests.archived(bench) == 499 })
        #expect(await eventually(within: .seconds(60)) { runner.status.isReady })
        await bench.stop()
    }

    /// Every process of a server, found by the folder of its data.
    private static func signal(_ name: String, _ server: PrivatePostgres) -> String {
        """
        main=$(head -n 1 \(server.folder)/data/postmaster.pid)
        kill -\(name) $main $(cat /proc/$main/task/$main/children)
        """
    }

    private static func ask(_ port: UInt16, _ target: String) -> HTTPClient.Answer? {
        try? HTTPClient(port: port).ask("GET", target)
    }

    /// The port that the first log lines name.
    private static func port(of child: Shell.Child) -> UInt16? {
        while let line = child.readLine() {
            guard let place = line.firstRange(of: "127.0.0.1:") else { continue }
            if let port = UInt16(line[place.upperBound...].prefix { $0.isNumber }) { return port }
        }
        return nil
    }
}
