import JSON
import Kafka
import Service
import TestSupport
import Testing
import Topics

@testable import Operations

/// A broker's topics under a prefix of the test's own.
private struct Bench {
    let prefix: String
    let tool: Tool
    let admin: Admin

    init(_ prefix: String) throws {
        let servers = try PrivateKafka.shared().bootstrapServers
        self.prefix = prefix
        tool = Tool(environment: ["KAFKA_BOOTSTRAP_SERVERS": servers, "ZAPLINE_TOPIC_PREFIX": prefix])
        admin = try Admin(ClientSettings(bootstrapServers: servers), log: { _ in })
    }

    func run(_ command: String, _ files: TopicFiles, _ more: String = "--verbose") async -> Tool.Result {
        await tool.run("topics", command, "--directory=\(files.path)", more)
    }

    /// The result of that name, as JSON has it.
    func result(_ name: String, _ command: String, _ files: TopicFiles) async throws -> JSONValue? {
        let json = try JSONValue(parsing: await run(command, files, "--json").output)
        return json["results"]?.array?.first { $0["name"]?.string == prefix + name }
    }

    /// What is set on the topic itself.
    func own(_ topic: String) throws -> [String: String] {
        let entries = try admin.describeConfig(.topic(prefix + topic), timeout: .seconds(10))
        return Dictionary(
            uniqueKeysWithValues: entries.filter { $0.source == .topic }.map { ($0.name, $0.value ?? "hidden") })
    }

    func partitions(_ topic: String) throws -> Int? {
        try admin.metadata(timeout: .seconds(10)).topic(prefix + topic).flatMap {
            $0.error == nil ? $0.partitions.count : nil
        }
    }

    /// Changes a topic behind the tool's back, and waits until it shows.
    func alter(_ topic: String, _ settings: [String: String]) async throws {
        try admin.alterConfig(.topic(prefix + topic), settings, timeout: .seconds(10))
        #expect(try await eventually { try own(topic) == settings })
    }

    func create(_ topic: String) async throws {
        let new = NewTopic(prefix + topic, partitions: 1, replication: 1)
        #expect(try admin.createTopics([new], timeout: .seconds(10)).allSatisfy { $0.error == nil })
        #expect(try await eventually { try partitions(topic) == 1 })
    }
}

@Suite(
    "Topics as code on a real broker", .enabled(if: PrivateKafka.isAvailable, "KAFKA_HOME names no distribution"),
    .timeLimit(.minutes(5)))
struct RealTopicsTests {
    @Test("A plan changes nothing; apply makes, and what is made is as its file says")
    func made() async throws {
        let bench = try Bench("made.")
        let files = try TopicFiles(("a", "key: instance", "partitions: 3, replication: auto, retention: 1d"))
        for words in [["plan", "--json"], ["plan", "--verbose"], ["apply", "--dry-run"]] {
            #expect(await bench.run(words[0], files, words[1]).code == .found)
            #expect(try bench.partitions("a") == nil)
        }
        let plan = await bench.run("plan", files)
        #expect(plan.output.contains("+ made.a\n    + make: partitions 3, replication 1\n"), "\(plan.output)")
        #expect(await bench.run("check", files).output.contains("missing  made.a/exists: make: partitions 3"))
        let apply = await bench.run("apply", files)
        #expect(apply.code == .done, "\(apply.output)")
        #expect(apply.output.contains("+ made.a\n"), "the plan comes first")
        #expect(apply.output.contains("made     made.a/exists: make: partitions 3"))
        #expect(try bench.partitions("a") == 3)
        #expect(try bench.own("a") == ["retention.ms": "86400000"])
        let check = await bench.run("check", files)
        #expect(check.code == .done && check.output.contains("ok       made.a/retention.ms: 86400000 (1d)"))
        let again = await bench.run("apply", files)
        #expect(again.code == .done && !again.output.contains("made     "))
    }

    @Test("Changing one setting keeps the others, and when apply is back a describe shows all of them, each time")
    func changed() async throws {
        let bench = try Bench("changed.")
        let files = try TopicFiles()
        let spec = "partitions: 1, replication: 1, settings: {max.message.bytes: 2MiB, segment.ms: 6h}"
        try files.write("a", spec: "\(spec), retention: 1d")
        #expect(await bench.run("apply", files).code == .done)
        for days in 2...9 {
            try files.write("a", spec: "\(spec), retention: \(days)d")
            let apply = await bench.run("apply", files)
            // Straight after, with another connection.
            let own = try Bench("changed.").own("a")
            #expect(apply.code == .done, "\(apply.output)")
            #expect(
                own == [
                    "retention.ms": "\(days * 86_400_000)", "max.message.bytes": "2097152", "segment.ms": "21600000",
                ])
        }
        let plan = await bench.run("plan", files)
        #expect(plan.code == .done)
        try files.write("a", spec: "\(spec), retention: 1h")
        let shorter = await bench.run("plan", files)
        #expect(
            shorter.output.contains(
                "    ~ retention.ms: 777600000 (9d) -> 3600000 (1h)\n      records older than 1h go for good\n"))
    }

    /// On one connection, so that nothing but the wait is between the two.
    @Test("The first describe after a change shows it, which without the wait it doesn't")
    func firstLook() async throws {
        let bench = try Bench("look.")
        try await bench.create("a")
        let admin = KafkaTopicAdmin(bench.admin)
        for seconds in 1...60 {
            let settings = "{retention.ms: \(seconds)s, segment.ms: \(seconds)00000}"
            let yaml = """
                meta: {name: a, description: d, key: none}
                spec: {partitions: 1, replication: auto, settings: \(settings)}
                """
            let spec = try TopicSpec(yaml: Array(yaml.utf8), file: "a.yaml", prefix: "look.")
            let plan = try await TopicPlan.check([spec], with: admin)
            #expect(plan.hasChanges)
            let applied = await TopicApplier(admin).apply(plan)
            let found = try await admin.settings(of: ["look.a"])["look.a"]
            #expect(found?["retention.ms"]?.value == "\(seconds)000")
            #expect(found?["segment.ms"]?.value == "\(seconds)00000")
            #expect(!applied.isDrifted)
        }
    }

    @Test("A setting of somebody's that stands in no file is drift, kept, and goes only where it is named")
    func extraSetting() async throws {
        let bench = try Bench("extra.")
        let files = try TopicFiles(("a", "key: instance", "partitions: 1, replication: 1, retention: 1d"))
        #expect(await bench.run("apply", files).code == .done)
        try await bench.alter("a", ["retention.ms": "3600000", "flush.ms": "777"])
        let check = await bench.run("check", files)
        #expect(check.code == .found)
        #expect(check.output.contains("drift    extra.a/retention.ms: 3600000 (1h) -> 86400000 (1d)"))
        #expect(check.output.contains("drift    extra.a/flush.ms: 777, wanted: not in the file"))
        let apply = await bench.run("apply", files)
        #expect(apply.code == .found, "what is left alone is still drift")
        #expect(apply.output.contains("changed  extra.a/retention.ms: "))
        #expect(try bench.own("a") == ["retention.ms": "86400000", "flush.ms": "777"])
        let named = await bench.run("apply", files, "--allow-delete=extra.a:flush.ms")
        #expect(named.code == .done, "\(named.output)")
        #expect(try bench.own("a") == ["retention.ms": "86400000"])
    }

    @Test("A keyed topic is never grown and none shrinks, with the reason; the topic's other changes are made")
    func growth() async throws {
        let bench = try Bench("growth.")
        let files = try TopicFiles(
            ("keyed", "key: instance", "partitions: 2, replication: 1, retention: 1d"),
            ("plain", "key: none", "partitions: 2, replication: 1"))
        #expect(await bench.run("apply", files).code == .done)
        try files.write("keyed", spec: "partitions: 4, replication: 1, retention: 2d")
        try files.write("plain", meta: "key: none", spec: "partitions: 4, replication: 1")
        let apply = await bench.run("apply", files)
        #expect(apply.code == .found)
        #expect(apply.output.contains("refused  growth.keyed/partitions: 2 -> 4: a key's partition is its hash"))
        #expect(apply.output.contains("changed  growth.keyed/retention.ms: "))
        #expect(apply.output.contains("changed  growth.plain/partitions: 2 -> 4"))
        #expect(try bench.partitions("keyed") == 2)
        #expect(try bench.partitions("plain") == 4)
        #expect(try bench.own("keyed") == ["retention.ms": "172800000"])
        try files.write("plain", meta: "key: none", spec: "partitions: 1, replication: 1")
        let shrink = try await bench.result("plain/partitions", "apply", files)
        #expect(shrink?["outcome"] == "refused")
        #expect(shrink?["reason"]?.string?.contains("can't take partitions away") == true)
        #expect(try bench.partitions("plain") == 4)
    }

    @Test("A file for another cluster stops everything; with the right id it is made")
    func otherCluster() async throws {
        let bench = try Bench("cluster.")
        let files = try TopicFiles(
            ("a", "key: instance, cluster: MkU3OEVBNTcwNTJENDM2Qg", "partitions: 1, replication: 1"),
            ("b", "key: instance", "partitions: 1, replication: 1"))
        let apply = await bench.run("apply", files)
        #expect(apply.code == .found)
        #expect(apply.output.contains("refused: the file is for the cluster"))
        #expect(try bench.partitions("a") == nil && bench.partitions("b") == nil)
        #expect(try await bench.result("b/cluster", "check", files)?["outcome"] == "skipped")
        let id = try #require(bench.admin.clusterID(timeout: .seconds(10)))
        try files.write("a", meta: "key: instance, cluster: '\(id)'", spec: "partitions: 1, replication: 1")
        #expect(await bench.run("apply", files).code == .done)
        #expect(try await bench.result("a/cluster", "check", files)?["outcome"] == "same")
    }

    @Test("Nothing is deleted but a topic that is named, of ours, and in no file")
    func deletion() async throws {
        let bench = try Bench("deleted.")
        let files = try TopicFiles(("a", "key: instance", "partitions: 1, replication: 1"))
        #expect(await bench.run("apply", files).code == .done)
        for topic in ["old", "older"] { try await bench.create(topic) }
        let stranger = try Bench("foreign.")
        try await stranger.create("x")

        let plain = await bench.run("apply", files)
        #expect(plain.code == .done)
        #expect(plain.output.contains("deleted.old\n    . stands on the cluster and in no file: left alone"))
        for name in ["deleted.a", "foreign.x"] {
            let refused = await bench.run("apply", files, "--allow-delete=\(name)")
            #expect(refused.code == .found)
            #expect(refused.output.contains("! exists: refused: "), "\(refused.output)")
        }
        let plan = await bench.run("plan", files, "--allow-delete=deleted.old")
        #expect(plan.output.contains("- deleted.old\n    - delete, with all its records\n"))
        #expect(try bench.partitions("old") == 1)
        let apply = await bench.run("apply", files, "--allow-delete=deleted.old")
        #expect(apply.code == .done, "\(apply.output)")
        #expect(apply.output.contains("deleted  deleted.old/exists: delete, with all its records"))
        #expect(try bench.partitions("old") == nil)
        #expect(try bench.partitions("older") == 1 && bench.partitions("a") == 1 && stranger.partitions("x") == 1)
        let gone = await bench.run("apply", files, "--allow-delete=deleted.old")
        #expect(gone.code == .done && gone.output.contains("may be deleted, and isn't there"))
    }

    @Test("Replicas are compared: what differs is told, and what one broker can't hold is refused")
    func replicas() async throws {
        let bench = try Bench("replicas.")
        let files = try TopicFiles(("a", "key: instance", "partitions: 1, replication: 1"))
        #expect(await bench.run("apply", files).code == .done)
        try files.write("a", spec: "partitions: 1, replication: 2")
        let differs = try await bench.result("a/replication", "check", files)
        #expect(differs?["outcome"] == "differs" && differs?["found"] == "1" && differs?["wanted"] == "2")
        try files.write("b", spec: "partitions: 1, replication: 3")
        let refused = try await bench.result("b/exists", "apply", files)
        #expect(refused?["outcome"] == "refused")
        #expect(refused?["reason"]?.string?.contains("3 replicas need as many brokers") == true)
        #expect(try bench.partitions("b") == nil)
    }

    @Test("What the broker refuses is told in its words, and nothing that stood is lost")
    func brokerRefuses() async throws {
        let bench = try Bench("broker.")
        let lag = "partitions: 1, replication: 1, settings: {min.compaction.lag.ms: 1h, max.compaction.lag.ms: 2h}"
        let files = try TopicFiles(("a", "key: instance", lag))
        #expect(await bench.run("apply", files).code == .done)
        let before = try bench.own("a")
        try files.write("a", spec: lag.replacing("max.compaction.lag.ms: 2h", with: "max.compaction.lag.ms: 1m"))
        let apply = await bench.run("apply", files)
        #expect(apply.code == .found)
        #expect(apply.output.contains("failed   broker.a/max.compaction.lag.ms: "), "\(apply.output)")
        #expect(try bench.own("a") == before)
    }
}
