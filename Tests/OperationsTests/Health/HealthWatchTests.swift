import HealthMonitor
import JSON
import Kafka
import Service
import TestSupport
import Testing

@testable import Operations

@Suite("Watching health on a mock cluster", .timeLimit(.minutes(2)))
struct HealthWatchTests {
    let cluster: MockCluster
    let topic: HealthTopicWriter
    var tool: Tool { Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrapServers]) }

    init() throws {
        cluster = try MockCluster()
        try cluster.createTopic("whatsapp.health", partitions: 3)
        topic = try HealthTopicWriter(cluster.bootstrapServers)
    }

    private func lines(_ text: String) throws -> [JSONValue] {
        try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    @Test("Once: a table, what needs somebody first, and an exit code for scripts")
    func once() async throws {
        try topic.say(Said.day)
        let result = await tool.run("health", "watch", "--once")
        #expect(result.code == .found, "\(result.error)")
        #expect(
            result.output == """
                heartbeat 4s ago from monitor/m-1
                1 down, 1 degraded, 1 unknown, 4 ok

                VERDICT   SINCE  SUBJECT                        WHY
                down        12m  session/loja-centro            banned: WhatsApp banned the acc…
                degraded    90s  session/padaria                silent, pending: it says that i…
                unknown     30s  consumer/messages/messages/11  unclaimed: no consumer has clai…
                ok          60m  monitor/m-1                    active, watches 1,204 sessions
                ok          66m  pipeline/canary                0.043s from produce to row, 95 …
                ok          66m  consumer/archive/messages/3    lag 12 records, 0.400s
                ok           2h  session/oficina                connected, a message 3m ago

                """)
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test("Once as JSON: a line a subject, with the topic's own facts")
    func json() async throws {
        try topic.say(Said.day)
        let result = await tool.run("health", "watch", "--once", "--json", "--kind=session")
        let lines = try lines(result.output)
        #expect(lines.map { $0["subject"]?.string } == ["session/loja-centro", "session/padaria", "session/oficina"])
        #expect(lines[0]["verdict"]?.string == "down")
        #expect(lines[0]["since"]?.string == clock(720))
        #expect(lines[0]["reasons"]?[0]?["code"]?.string == "banned")
        #expect(lines[0]["facts"]?["detail"]?.string == "banned")
        #expect(lines[2]["reasons"] == [])
        #expect(result.error.isEmpty)
        #expect(result.code == .found)
    }

    @Test("Well is 0, also where something else isn't and wasn't asked for")
    func well() async throws {
        try topic.say(Said.day)
        #expect(await tool.run("health", "watch", "--once", "--kind=pipeline", "--kind=monitor").code == .done)
        #expect(await tool.run("health", "watch", "--once", "--subject=session/ofi*").code == .done)
        #expect(await tool.run("health", "watch", "--once", "--subject=session/loja-*").code == .found)
        let missing = await tool.run("health", "watch", "--once", "--json", "--subject=session/nobody")
        #expect(missing.code == .found)
        #expect(missing.error.contains("session/nobody"))
    }

    @Test("Of what was said of a subject again and again the last counts, in whatever partition it is")
    func newest() async throws {
        try topic.say([.heartbeat(4)])
        for round in 0..<40 {
            try topic.say((0..<10).map { Said(subject: "session/s\($0)", verdict: round < 39 ? "down" : "ok") })
        }
        try topic.bury("session/s9")
        let result = await tool.run("health", "watch", "--once", "--json")
        #expect(result.code == .done, "\(result.output)")
        #expect(try lines(result.output).count == 10)
    }

    @Test("A monitor that said nothing for 90 s makes everything unknown")
    func dead() async throws {
        try topic.say([.heartbeat(95), Said(subject: "session/a"), Said(subject: "pipeline/archive")])
        let result = await tool.run("health", "watch", "--once")
        #expect(result.code == .found)
        #expect(
            result.output.hasPrefix("NO HEARTBEAT for 95s, the last from monitor/m-1; nothing here can be believed\n"))
        #expect(result.output.contains("0 down, 0 degraded, 3 unknown, 0 ok"))
        #expect(result.output.contains("no-heartbeat: the last word was ok"))
        let json = await tool.run("health", "watch", "--once", "--json")
        #expect(json.error.contains("NO HEARTBEAT"))
        let lines = try lines(json.output)
        #expect(lines.allSatisfy { $0["verdict"]?.string == "unknown" && $0["said"]?.string == "ok" })
        #expect(lines.allSatisfy { $0["reasons"]?[0]?["code"]?.string == "no-heartbeat" })
    }

    @Test("An empty topic isn't well, and says so")
    func empty() async throws {
        let result = await tool.run("health", "watch", "--once")
        #expect(result.code == .found)
        #expect(result.output.hasPrefix("NO HEARTBEAT: no monitor is on whatsapp.health; is health-monitor running?\n"))
        #expect(result.output.contains("unknown      -  monitor/none"), "\(result.output)")
    }

    @Test("A topic that isn't there is named with what to do, and so is a broker that isn't")
    func missing() async throws {
        var other = tool
        other.environment["ZAPLINE_TOPIC_PREFIX"] = "other."
        let result = await other.run("health", "watch", "--once")
        #expect(result.code == .unavailable)
        #expect(result.error.contains("other.health") && result.error.contains("zapline topics apply"))
        let nowhere = await Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"]).run(
            "health", "watch", "--once")
        #expect(nowhere.code == .unavailable)
        #expect(nowhere.error.contains("127.0.0.1:1"))
    }

    @Test("Records that are no health events are counted, named, and stop nothing")
    func malformed() async throws {
        try topic.say([.heartbeat(4), Said(subject: "session/a"), Said(subject: "session/b")])
        try topic.put("session/b", "no JSON")
        try topic.put(nil, "x")
        let result = await tool.run("health", "watch", "--once")
        #expect(result.code == .found)
        #expect(result.output.contains("2 records are no health events:"))
        #expect(result.output.contains("whatsapp.health/"))
        #expect(result.output.contains("session/b    its newest record can't be read"), "\(result.output)")
        #expect(result.output.contains("2 ok"))
    }

    @Test("What a gateway calls a session can't reach the terminal as a command")
    func escapes() async throws {
        try topic.say(
            [
                .heartbeat(4),
                Said(subject: #"session/\u001b[2Jx"#, verdict: "down", reasons: [("failed", #"a\u001b]0;b\u0007"#)]),
            ], keyed: { $0.replacing(#"\u001b"#, with: "\u{1B}") })
        let result = await tool.run("health", "watch", "--once")
        #expect(result.output.contains("[2Jx"))
        #expect(!result.output.contains("\u{1B}") && !result.output.contains("\u{7}"))
    }
}

/// Writes what monitors say onto a health topic.
struct HealthTopicWriter {
    let topic: String
    private let producer: Producer

    init(_ bootstrapServers: String, topic: String = "whatsapp.health") throws {
        self.topic = topic
        producer = try Producer(ClientSettings(bootstrapServers: bootstrapServers)) { _ in }
    }

    /// Says all of it, and waits until it is there.
    func say(_ said: [Said], keyed: (String) -> String = { $0 }) throws {
        for each in said { try send(keyed(each.subject), each.value) }
        try #require(producer.flush(deadline: .seconds(20)))
    }

    /// One record.
    func put(_ key: String?, _ value: String?) throws {
        try send(key, value)
        try #require(producer.flush(deadline: .seconds(20)))
    }

    /// A tombstone.
    func bury(_ subject: String) throws { try put(subject, nil) }

    private func send(_ key: String?, _ value: String?) throws {
        try producer.send(
            OutgoingRecord(topic: topic, key: key.map { Array($0.utf8) }, value: value.map { Array($0.utf8) }))
    }
}
