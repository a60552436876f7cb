import Glibc
import Kafka
import TestSupport
import Testing

extension Faults {
    @Suite("Replay: nothing goes out of it", .timeLimit(.minutes(5)), .serialized)
    struct SideEffectTests {
        @Test("Sessions that fell and rose long ago give no verdict and no command when they are rebuilt", arguments: [false, true])
        func silent(withMonitor: Bool) async throws {
            let replay = try await ReplayBench(partitions: 2)
            let settings = ClientSettings(bootstrapServers: replay.bench.bootstrapServers)
            let topics = ["health", "commands"].map { replay.bench.prefix + $0 }
            let made = try Admin(settings) { _ in }.createTopics(
                topics.map { NewTopic($0, partitions: 2, replication: 1) }, timeout: .seconds(30))
            #expect(made.compactMap(\.error).isEmpty)
            var reader = try TopicReader(settings, topics)
            let monitor = withMonitor ? try MonitorProcess(replay.bench) : nil
            defer { monitor?.kill() }
            try replay.fleet.start(copies: 1)
            try Self.publish(replay, settings)
            try await replay.settling.waitForZeroLag()
            if withMonitor {
                // All is said that there is to say of them, once everything is read and published.
                #expect(await eventually(within: .seconds(60)) { (try? Self.isQuiet(replay)) == true })
                try reader.readToEnd()
                #expect(Self.spoken(&reader, replay).count >= 20)
            }
            let before = Self.spoken(&reader, replay)
            try replay.execute("UPDATE whatsapp_instances SET status = 'disconnected', detail = 'failed'")
            for pipeline in RebuildTests.pipelines {
                try await replay.zapline("rebuild", "start", pipeline, "--promote", "--why=trial", "--yes", "--plain")
                try await replay.zapline("verify", pipeline, "--plain")
            }
            try reader.readToEnd()
            #expect(Self.spoken(&reader, replay) == before)
            if !withMonitor { #expect(reader.records.isEmpty) }
            #expect(try replay.rows("SELECT count(*) FROM zapline.health_outbox WHERE key LIKE 'session/%'")[0][0] == "0")
            let problems = await replay.fleet.stop()
            #expect(problems.isEmpty, "\(problems)")
            try replay.judge()
        }

        /// What was said of sessions, and asked of gateways.
        private static func spoken(_ reader: inout TopicReader, _ replay: ReplayBench) -> [String] {
            reader.read()
            let commands = replay.bench.prefix + "commands"
            return reader.records.filter { $0.topic == commands || $0.key.hasPrefix("session/") }.map { "\($0.topic) \($0.key)" }
                .sorted()
        }

        /// Whether the monitor has read the log, and published what it had to.
        private static func isQuiet(_ replay: ReplayBench) throws -> Bool {
            let left = try replay.rows("SELECT count(*) FROM zapline.health_outbox")[0][0]
            let read = try replay.rows(
                "SELECT coalesce(sum(next_offset), 0) FROM zapline.consumer_offsets WHERE pipeline = 'health' AND topic LIKE '%lifecycle'"
            )
            return left == "0" && read[0][0] == "60"
        }

        private static func publish(_ replay: ReplayBench, _ settings: ClientSettings) throws {
            let producer = try Producer(settings) { _ in }
            for (step, type) in ["connected", "disconnected", "connected"].enumerated() {
                for session in 0..<20 {
                    let value = """
                        {"specversion":"1.0","id":"e\(step)-\(session)","source":"/gateways/test/1","type":"whatsapp.session.\(type)",\
                        "subject":"s\(session)","sessionepoch":\(step + 1),"data":{"reason":"NAVIGATION"}}
                        """
                    try producer.send(
                        OutgoingRecord(
                            topic: replay.bench.prefix + "lifecycle", key: Array("s\(session)".utf8), value: Array(value.utf8)))
                }
            }
            try #require(producer.flush(deadline: .seconds(30)))
        }
    }

    /// The monitor, until it is killed.
    final class MonitorProcess {
        private let child: Shell.Child

        init(_ bench: FaultBench) throws {
            child = try Shell.start(
                [Shell.product("health-monitor")],
                environment: [
                    "DATABASE_URL": bench.databaseURL, "KAFKA_BOOTSTRAP_SERVERS": bench.bootstrapServers,
                    "ZAPLINE_TOPIC_PREFIX": bench.prefix, "ZAPLINE_HTTP_LISTEN": "127.0.0.1:0",
                    "ZAPLINE_LOG_LEVEL": "critical",
                ])
            try Warden.shared().watch(child.pid)
        }

        func kill() {
            _ = Glibc.kill(child.pid, SIGKILL)
            _ = child.wait()
            (try? Warden.shared())?.forget(child.pid)
        }
    }
}
