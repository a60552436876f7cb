import JSON
import Kafka
import Service
import TestSupport
import Testing

@testable import Operations

@Suite("Commands on the mock cluster")
struct KafkaCommandTests {
    let cluster: MockCluster
    var tool: Tool { Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": cluster.bootstrapServers, "LOGNAME": "ana"]) }

    init() throws {
        cluster = try MockCluster()
        for topic in ["lifecycle", "heartbeats", "messages", "health", "commands"] {
            try cluster.createTopic("whatsapp.\(topic)", partitions: 2)
        }
    }

    func count(_ topic: String) throws -> Int64 {
        let admin = try Admin(ClientSettings(bootstrapServers: cluster.bootstrapServers), log: { _ in })
        return try (0..<2).reduce(0) { sum, partition in
            let ends = try admin.watermarks(TopicPartition("whatsapp.\(topic)", Int32(partition)), timeout: .seconds(5))
            return sum + ends.high - ends.low
        }
    }

    @Test("Events of a file are in their topics")
    func publishes() async throws {
        let file = TemporaryFile(Array(repeating: PublishingTests.event, count: 30).joined(separator: "\n"))
        let result = await tool.run("publish", file.path)
        #expect(result.code == .done, "\(result.error)")
        #expect(result.output.contains("30 events published"))
        #expect(try count("messages") == 30)
    }

    @Test("What can't be published is the exit code 1, and JSON has the details")
    func finds() async throws {
        let file = TemporaryFile("{}\n\(PublishingTests.event)")
        let result = await tool.run("publish", "--json", file.path)
        #expect(result.code == .found)
        let json = try JSONValue(parsing: result.output)
        #expect(json["published"]?["whatsapp.messages"]?.int64 == 1)
        #expect(json["problemCount"]?.int64 == 1)
    }

    @Test("A dry run prints the events and sends none, without any broker")
    func previews() async throws {
        let file = TemporaryFile(PublishingTests.event)
        let result = await Tool().run("publish", "--dry-run", file.path)
        #expect(result.code == .done)
        #expect(result.output == PublishingTests.event + "\n")
        #expect(result.error.contains("1 event made, none sent"))
    }

    @Test("A missing topic is named before anything is sent")
    func missesTopic() async throws {
        let file = TemporaryFile(PublishingTests.event)
        var tool = tool
        tool.environment["ZAPLINE_TOPIC_PREFIX"] = "other."
        let result = await tool.run("publish", file.path)
        #expect(result.code == .unavailable)
        #expect(result.error.contains("other.lifecycle, other.messages"))
    }

    @Test("Load sends what it says")
    func loads() async throws {
        let result = await tool.run("load", "--rate=100000", "--events=2000", "--sessions=20", "--seed=1")
        #expect(result.code == .done, "\(result.error)")
        #expect(result.output.contains("2,000 events of 20 sessions"))
        #expect(try count("lifecycle") + count("messages") + count("heartbeats") == 2_000)
    }

    @Test("An operator's word is one event in the lifecycle topic")
    func setsStatus() async throws {
        let result = await tool.run("instances", "set-status", "loja", "disconnected", "--yes")
        #expect(result.code == .done, "\(result.error)")
        #expect(result.output.contains("published whatsapp.session.disconnected for loja"))
        #expect(try count("lifecycle") == 1)
    }

    @Test("In a pipe nobody can be asked: it shows the event and refuses")
    func asksNobody() async throws {
        let result = await tool.run("instances", "set-status", "loja", "connected")
        #expect(result.code == .usage)
        #expect(result.output.contains(#""source":"/operators/ana""#))
        #expect(result.error.contains("--yes"))
        #expect(try count("lifecycle") == 0)
    }

    @Test(
        "Topics names the mock instead of waiting for it", .timeLimit(.minutes(5)),
        arguments: ["check", "plan", "apply"])
    func namesMock(_ command: String) async throws {
        let result = await tool.run("topics", command)
        #expect(result.output.contains("mock cluster"))
        let json = try JSONValue(parsing: await tool.run("topics", command, "--json").output)
        #expect(json["cluster"]?["mock"] == true)
    }

    @Test("A folder of topics that can't be used is bad configuration, with all that is wrong")
    func refusesFolder() async {
        let result = await tool.run("topics", "check", "--directory=/nonexistent")
        #expect(result.code == .configuration)
        #expect(result.error.contains("/nonexistent"))
    }

    @Test("A broker that isn't there ends a command with 69", .timeLimit(.minutes(5)))
    func missesBroker() async {
        let tool = Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"])
        let result = await tool.run("topics", "check")
        #expect(result.code == .unavailable)
        #expect(result.error.contains("127.0.0.1:1"))
    }
}
