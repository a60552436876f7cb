import Bytes
import JSON
import Kafka
import Service
import TestSupport
import Testing

@testable import Operations

/// A broker is killed in the middle of a command, and comes back or doesn't.
@Suite(
    "Publishing through an outage", .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .serialized, .timeLimit(.minutes(4)))
struct BrokerOutageTests {
    let cluster: KafkaCluster
    let admin: Admin
    var tool: Tool

    init() async throws {
        cluster = try KafkaCluster()
        admin = try Admin(ClientSettings(bootstrapServers: cluster.bootstrapServers), log: { _ in })
        tool = Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrapServers])
        let apply = await tool.run("topics", "apply")
        try #require(apply.code == .done, "\(apply.output)\(apply.error)")
    }

    /// How many records the source topics hold.
    private func count() throws -> Int {
        var count = 0
        for topic in ["whatsapp.lifecycle", "whatsapp.heartbeats", "whatsapp.messages"] {
            let partitions = try admin.partitions(of: topic, timeout: .seconds(10)) ?? []
            let all = try admin.watermarks(partitions.map { TopicPartition(topic, $0) }, timeout: .seconds(10))
            count += all.values.reduce(0) { $0 + Int($1.high) }
        }
        return count
    }

    /// The same where it can be asked: a topic that was made a moment ago has no leader yet.
    private var known: Int { (try? count()) ?? 0 }

    @Test("Load waits for the broker, says so, and every event is in the log once")
    func load() async throws {
        // Twenty seconds of it: the broker must be gone while there is something to wait with, however late that is seen.
        async let run = tool.run("load", "--rate=1500", "--events=30000", "--json")
        #expect(await eventually(within: .seconds(60)) { known > 1_500 })
        cluster.kill(0)
        try cluster.start(0)
        let result = await run
        #expect(result.code == .done, "\(result.error)")
        #expect(result.error.contains("no broker has acknowledged anything for"), "\(result.error)")
        #expect(try JSONValue(parsing: result.output)["delivered"]?.int64 == 30_000)
        #expect(await eventually(within: .seconds(60)) { known == 30_000 })
    }

    @Test("Publish waits too, and keeps the order")
    func publish() async throws {
        let pipe = Pipe()
        var tool = tool
        tool.input.descriptor = pipe.reading
        func write(_ numbers: Range<Int>) {
            for number in numbers {
                pipe.write(
                    """
                    {"specversion":"1.0","id":"\(number)","source":"/g","type":"whatsapp.session.qr","subject":"one",\
                    "time":"2026-11-23T10:00:00Z","data":{"qr":"\(number)"}}\n
                    """)
            }
        }
        let publishing = tool
        async let run = publishing.run("publish", "-")
        // Whatever fails below, the command must come to its end.
        defer { pipe.end() }
        write(0..<1_000)
        #expect(await eventually(within: .seconds(60)) { known == 1_000 })
        cluster.kill(0)
        write(1_000..<2_000)
        try cluster.start(0)
        write(2_000..<3_000)
        pipe.end()
        let result = await run
        #expect(result.code == .done, "\(result.error)")
        #expect(result.output.contains("3,000 events published"))
        #expect(await eventually(within: .seconds(60)) { known == 3_000 })
        #expect(try ids() == (0..<3_000).map { "\($0)" })
    }

    /// The ids on the lifecycle topic, in the order of their one partition.
    private func ids() throws -> [String] {
        let consumer = try Consumer(
            ClientSettings(bootstrapServers: cluster.bootstrapServers), group: nil, limits: QueueLimits()
        ) { _ in }
        let lane = try consumer.makeQueue()
        let places = try admin.partitions(of: "whatsapp.lifecycle", timeout: .seconds(10)) ?? []
        for place in places { try consumer.forward(TopicPartition("whatsapp.lifecycle", place), to: lane) }
        try consumer.assign(
            Dictionary(uniqueKeysWithValues: places.map { (TopicPartition("whatsapp.lifecycle", $0), 0) }))
        var (ids, ends): ([String], Set<Int32>) = ([], [])
        while ends.count < places.count {
            lane.consume(timeout: .milliseconds(100)) { message in
                switch message.problem {
                case .endOfPartition: ends.insert(message.partition)
                case nil: ids.append((try? JSONValue(parsing: message.value?.array ?? []))?["id"]?.string ?? "?")
                case .failed: break
                }
                return true
            }
            while consumer.poll(.zero) != nil {}
        }
        _ = consumer.close(deadline: .seconds(5))
        return ids
    }

    @Test("A broker that stays away ends it with 69 in the stated time, and it says what is in the log")
    func staysAway() async throws {
        var tool = tool
        tool.environment["KAFKA_MESSAGE_TIMEOUT_MS"] = "4000"
        let loading = tool
        async let run = loading.run("load", "--rate=1000", "--json")
        #expect(await eventually(within: .seconds(60)) { known > 500 })
        let began = ContinuousClock.now
        cluster.kill(0)
        let result = await run
        // Four seconds are the bound, and a few the library's, which looks at its clock once a second.
        #expect(ContinuousClock.now - began < .seconds(20))
        #expect(result.code == .unavailable)
        #expect(result.error.contains("events are in the log, ") && result.error.contains("not known to be"))
        #expect(result.error.contains("no broker acknowledged them within 4s"), "\(result.error)")
        try cluster.start(0)
        let delivered = try #require(JSONValue(parsing: result.output)["delivered"]?.int64)
        // What was under way when it died may be there as well.
        #expect(delivered > 0)
        #expect(await eventually(within: .seconds(60)) { known >= Int(delivered) })
    }
}
