import JSON
import Synchronization
import Testing

@testable import Topics

@Suite("A plan for people and for programs")
struct TopicPlanTextTests {
    /// One of every outcome.
    static func everything() -> TopicPlan {
        var settings = Sample.settings
        settings["max.message.bytes"] = ActualSetting("5", isSetOnTopic: true)
        var cluster = Sample.cluster(replicas: [1, 1, 1, 1, 1, 1], settings: settings)
        cluster.topics["whatsapp.old"] = ActualTopic(replicas: [1])
        cluster.topics["whatsapp.stray"] = ActualTopic(replicas: [1])
        let specs = [
            Sample.spec("whatsapp.new", settings: ["retention.ms": "2592000000", "cleanup.policy": "delete"]),
            Sample.spec(partitions: 12, settings: ["retention.ms": "2592000000", "cleanup.policy": "delete"]),
        ]
        return TopicPlan(specs, on: cluster, options: .init(allowDelete: ["whatsapp.old"]))
    }

    @Test("The text is a diff")
    func text() {
        #expect(
            Self.everything().text() == """
                cluster abc, 3 brokers
                + whatsapp.new
                    + make: partitions 6, replication 3
                    + cleanup.policy: delete
                    + retention.ms: 2592000000 (30d)
                ! whatsapp.x
                    ! partitions: refused: 6 -> 12: a key's partition is its hash by their
                      number, so most keys would land elsewhere than before; an instance's older
                      and newer events would stand in two partitions that nobody reads in order,
                      and its state is folded in log order. Write 6 in the file, or make a new
                      topic of 12 and move producers and readers to it
                    ! replication: 1, wanted: 3
                      replicas are moved by Kafka's own kafka-reassign-partitions.sh, not from
                      here
                    ~ retention.ms: 1000 (1s) -> 2592000000 (30d)
                    ! max.message.bytes: 5, wanted: not in the file
                      kept; write it into the file, or take it away with --allow-delete
                      whatsapp.x:max.message.bytes
                - whatsapp.old
                    - delete, with all its records
                . whatsapp.stray
                    . stands on the cluster and in no file: left alone
                3 to change, 1 refused, 2 different and left alone, 2 as in the files

                """)
    }

    @Test("No line is wider than a terminal")
    func width() {
        let lines = Self.everything().text(verbose: true).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test("What is as it should be is one line, unless asked for")
    func same() {
        let plan = TopicPlan([Sample.spec()], on: Sample.cluster(brokers: 1, id: nil))
        #expect(plan.text() == "cluster (tells no id), 1 broker\n= whatsapp.x\n5 as in the files\n")
        #expect(plan.text(verbose: true).contains("\n    = retention.ms: 1000 (1s)\n"))
    }

    @Test("Without a topic there is nothing to say")
    func nothing() {
        #expect(
            TopicPlan([], on: ClusterState(id: "a", brokers: 2)).text() == "cluster a, 2 brokers\nnothing to look at\n")
    }

    @Test("A mock is named")
    func mock() {
        let plan = TopicPlan([Sample.spec()], on: ClusterState(id: "m", brokers: 1, isMock: true))
        #expect(plan.text().hasPrefix("mock cluster m, 1 broker\n? whatsapp.x\n    ? exists: not looked at: the mock"))
        #expect(plan.json["cluster"]?["mock"] == true)
    }

    @Test("After the work it says what was done and what failed")
    func applied() async throws {
        let kafka = FakeKafka(["whatsapp.a": TopicApplierTests.standing])
        kafka.state.withLock { $0.failing = ["replace whatsapp.a"] }
        let specs = [
            Sample.spec("whatsapp.a", settings: ["retention.ms": "60000"]), Sample.spec("whatsapp.b", settings: [:]),
        ]
        let text = try await TopicApplierTests.apply(specs, to: kafka).text()
        #expect(
            text.contains(
                """
                x whatsapp.a
                    x retention.ms: 1000 (1s) -> 60000 (1m)
                      failed: replace whatsapp.a: policy violation
                """))
        #expect(text.contains("* whatsapp.b\n    * make: partitions 6, replication 3\n"))
        #expect(text.contains("1 done, 1 failed"))
    }

    @Test(
        "Lines break at spaces, a longer word stays whole",
        arguments: [
            ("a b", 0, 10, ["a b"]), ("aaa bbb ccc", 0, 7, ["aaa bbb", "  ccc"]),
            ("+ aaa bbb", 2, 8, ["  + aaa", "    bbb"]),
            ("aaaaaaaaaaaa b", 0, 5, ["aaaaaaaaaaaa", "  b"]), ("", 2, 5, ["  "]), ("  x y", 1, 4, ["   x", "   y"]),
        ])
    func wrap(_ text: String, _ indent: Int, _ width: Int, _ lines: [String]) {
        #expect(TextWrap.lines(text, indent: indent, width: width) == lines)
    }

    @Test("The JSON names each result and its facts")
    func json() throws {
        let json = Self.everything().json
        #expect(json["cluster"] == ["id": "abc", "brokers": 3, "mock": false])
        #expect(json["drifted"] == true)
        let results = try #require(json["results"]?.array)
        #expect(
            results[0] == [
                "name": "whatsapp.new/exists", "topic": "whatsapp.new", "check": "exists", "file": "x.yaml",
                "outcome": "change", "action": "create", "partitions": 6, "replication": 3,
                "settings": ["cleanup.policy": "delete", "retention.ms": "2592000000"],
            ])
        #expect(
            results[7]
                == [
                    "name": "whatsapp.old/exists", "topic": "whatsapp.old", "check": "exists", "file": .null,
                    "outcome": "change", "action": "delete", "loss": "all its records go",
                ])
        #expect(
            results.map { $0["outcome"]?.string } == [
                "change", "same", "refused", "differs", "same", "change", "differs", "change", "note",
            ])
        #expect(
            results[5] == [
                "name": "whatsapp.x/retention.ms", "topic": "whatsapp.x", "check": "retention.ms", "file": "x.yaml",
                "outcome": "change", "action": "set", "from": "1000", "to": "2592000000",
            ])
        #expect(results[3]["found"] == "1")
        #expect(results[3]["wanted"] == "3")
        #expect(results[2]["reason"]?.string?.isEmpty == false)
    }

    @Test("The JSON of growth, of a setting taken away and of a failure has their facts")
    func moreJSON() async throws {
        let kafka = FakeKafka(["whatsapp.x": TopicApplierTests.standing])
        kafka.state.withLock { $0.failing = ["grow whatsapp.x"] }
        let options = TopicPlan.Options(allowDelete: ["whatsapp.x:max.message.bytes"])
        let plan = try await TopicApplierTests.apply(
            [Sample.spec(key: .none, partitions: 9)], to: kafka, options: options)
        let results = try #require(plan.json["results"]?.array)
        let growth = try #require(results.first { $0["action"] == "grow" })
        #expect(growth["from"] == 6)
        #expect(growth["to"] == 9)
        #expect(growth["outcome"] == "failed")
        #expect(growth["reason"] == "grow whatsapp.x: policy violation")
        let removal = try #require(results.first { $0["action"] == "unset" })
        #expect(removal["from"] == "5")
        #expect(try JSONValue(parsing: plan.json.text) == plan.json)
    }
}
