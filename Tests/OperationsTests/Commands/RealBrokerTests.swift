import Kafka
import Service
import TestSupport
import Testing

@testable import Operations

@Suite("Commands on a real broker", .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"))
struct RealBrokerTests {
    static func tool(_ prefix: String) throws -> Tool {
        let kafka = try PrivateKafka.shared()
        return Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrapServers, "ZAPLINE_TOPIC_PREFIX": prefix])
    }

    @Test("Apply makes the topics, check finds them as the files say, a change is drift", .timeLimit(.minutes(3)))
    func appliesTopics() async throws {
        let tool = try Self.tool("applied.")
        #expect(await tool.run("topics", "check").code == .found)
        let plan = await tool.run("topics", "apply", "--dry-run")
        #expect(plan.code == .found && plan.output.contains("+ applied.messages"))
        #expect(await tool.run("topics", "check").code == .found)
        let apply = await tool.run("topics", "apply")
        #expect(apply.code == .done, "\(apply.output)\(apply.error)")
        let check = await tool.run("topics", "check")
        #expect(check.code == .done, "\(check.output)")

        let admin = try Admin(ClientSettings(bootstrapServers: PrivateKafka.shared().bootstrapServers), log: { _ in })
        let topic = ConfigResource.topic("applied.messages")
        try admin.alterConfig(topic, ["retention.ms": "1000"], timeout: .seconds(10))
        let isShown = try await eventually {
            try admin.describeConfig(topic, timeout: .seconds(10)).contains {
                $0.name == "retention.ms" && $0.value == "1000"
            }
        }
        #expect(isShown)
        let drifted = await tool.run("topics", "check")
        #expect(drifted.code == .found && drifted.output.contains("retention.ms"))
        #expect(await tool.run("topics", "apply").code == .done)
    }

    @Test("The doctor finds nothing wrong where all was applied, and a topic that is gone", .timeLimit(.minutes(3)))
    func examines() async throws {
        var tool = try Self.tool("examined.")
        tool.environment["DATABASE_URL"] = try PrivatePostgres.shared().makeDatabase()
        let before = await tool.run("doctor")
        #expect(before.code == .found)
        #expect(before.output.contains("examined.messages isn't there — make it with `zapline topics apply`"))
        #expect(await tool.run("topics", "apply").code == .done)
        #expect(await tool.run("schema", "apply").code == .done)
        let after = await tool.run("doctor")
        #expect(after.code == .done, "\(after.output)")
        #expect(after.output.contains("ok    topics: examined.messages is as its file says"))
        #expect(after.output.contains("warn  lag: no consumer has claimed a partition yet"))
    }

    @Test("Load and an operator's word arrive", .timeLimit(.minutes(3)))
    func publishes() async throws {
        let tool = try Self.tool("loaded.")
        #expect(await tool.run("topics", "apply").code == .done)
        let load = await tool.run("load", "--rate=50000", "--events=3000", "--sessions=30", "--json")
        #expect(load.code == .done, "\(load.error)")
        #expect(load.output.contains(#""failed":0"#))
        let word = await tool.run("instances", "set-status", "load-01", "connecting", "--yes", "--operator=ana")
        #expect(word.code == .done, "\(word.error)")
        #expect(word.output.contains("loaded.lifecycle/"))
    }
}
