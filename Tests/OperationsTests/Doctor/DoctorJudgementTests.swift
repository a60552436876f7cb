import JSON
import Kafka
import Service
import Testing
import Topics

@testable import Operations

@Suite("The doctor's judgement")
struct DoctorJudgementTests {
    @Test("A line has level, what and what to do; none can command a terminal")
    func lines() {
        #expect(Finding("clock", .ok, "fine").text == "ok    clock: fine")
        #expect(Finding("clock", .warn, "late", advice: "wind it").text == "warn  clock: late — wind it")
        #expect(Finding("clock", .fail, "\u{1B}[2J").text == "FAIL  clock: \u{FFFD}[2J")
        #expect(Finding("a", .ok, "two\n\tlines").text == "ok    a: two lines")
        let findings = [Finding("a", .ok, "x"), Finding("b", .warn, "y"), Finding("c", .fail, "z", advice: "w")]
        #expect(findings.exitCode == .found)
        #expect([Finding("a", .ok, "x"), Finding("b", .warn, "y")].exitCode == .done)
        #expect(findings.text.hasSuffix("\n1 ok, 1 warn, 1 FAIL\n"))
        #expect(findings.json["findings"]?[2]?["advice"] == "w")
        #expect(findings.json["failed"]?.int64 == 1)
    }

    @Test("Every setting has a line, secrets redacted")
    func settings() {
        let check = SettingsCheck([
            "DATABASE_URL": "postgresql://u:secret1@h/d?sslpassword=secret2", "KAFKA_BOOTSTRAP_SERVERS": "b:9092",
            "KAFKA_SASL_PASSWORD": "secret3", "KAFKA_SASL_MECHANISM": "PLAIN",
            "ZAPLINE_HTTP_TOKEN": "secret4-secret4-secret4",
            "ZAPLINE_MONITOR_SERVICE_HOST": "10.0.0.1",
        ])
        let text = check.findings.text
        for name in OperatorSettings.known.map(\.name) where !name.contains("<") {
            #expect(text.contains(name), "\(name)")
        }
        #expect(!text.contains("secret"))
        #expect(text.contains("sasl.mechanism is PLAIN"))
        #expect(text.contains("ZAPLINE_MONITOR_SERVICE_HOST looks like Kubernetes'"))
        #expect(check.findings.exitCode == .done)
    }

    @Test("Every problem of the settings is a FAIL, and the rest is looked at all the same")
    func badSettings() {
        let check = SettingsCheck(["ZAPLINE_LANE": "2", "ZAPLINE_MEMORY": "lots", "KAFKA_ACKS": "0"])
        let failed = check.findings.filter { $0.level == .fail }
        #expect(failed.count == 5)
        #expect(failed.contains { $0.advice == "did you mean ZAPLINE_LANES?" })
        #expect(check.settings.topicPrefix == "whatsapp.")
    }

    @Test(
        "SCRAM with an old library is a warning",
        arguments: [
            (false, "SCRAM-SHA-512", Finding.Level.warn), (false, "PLAIN", .ok), (false, nil, .ok),
            (true, "SCRAM-SHA-512", .ok),
        ] as [(Bool, String?, Finding.Level)])
    func library(_ canUse: Bool, _ mechanism: String?, _ level: Finding.Level) {
        #expect(LibraryCheck.kafka("2.0.2", canUseSCRAM: canUse, mechanism: mechanism).level == level)
    }

    @Test(
        "A pooler is seen by its port, by a change of process, and by a process that isn't ours",
        arguments: [
            (1, [1], "postgresql://u@h:5432/d", Finding.Level.ok), (1, [1, 2], "", .fail), (1, [2], "", .warn),
            (1, [1], "postgresql://u:p@db.supabase.com:6543/postgres", .fail),
            (1, [1], "postgresql:///d?host=h&port=6543", .fail),
            (1, [1], "postgresql://u@a:6543,b:5432/d", .fail), (1, [1], "postgresql://u:6543@h/d", .ok),
        ] as [(Int32, [Int32], String, Finding.Level)])
    func pooler(_ own: Int32, _ processes: [Int32], _ url: String, _ level: Finding.Level) {
        #expect(PoolerCheck.judge(own: own, processes: Set(processes), url: url).level == level)
    }

    @Test(
        "Clocks may be two seconds apart",
        arguments: [
            (10_000_000, Finding.Level.ok), (10_500_000, .ok), (13_100_000, .warn), (7_900_000, .warn), (0, .warn),
            (.max, .warn),
        ] as [(Int64, Finding.Level)])
    func clock(_ database: Int64, _ level: Finding.Level) {
        #expect(ClockCheck.judge(database: database, before: 10_000_000, after: 11_000_000).level == level)
    }

    static func offset(
        _ next: Int64, halted: String? = nil, cluster: String = "c", age: Int64 = 5, partition: Int32 = 0
    ) -> StoredOffset {
        StoredOffset(
            pipeline: "status", topic: "whatsapp.lifecycle", partition: partition, clusterID: cluster, next: next,
            haltReason: halted, age: age)
    }

    static let ends = [
        TopicPartition("whatsapp.lifecycle", 0): Int64(1_500), TopicPartition("whatsapp.lifecycle", 1): 10,
    ]

    @Test("Lag is summed over a pipeline's partitions")
    func lag() {
        let found = LagCheck.judge([Self.offset(500), Self.offset(10, partition: 1)], ends: Self.ends, clusterID: "c")
        #expect(found.map(\.level) == [.ok])
        #expect(found[0].what == "status is 1,000 records behind in 2 partitions, last moved 5s ago")
    }

    @Test("A pipeline that is behind and doesn't move is a warning")
    func stuck() {
        #expect(LagCheck.judge([Self.offset(500, age: 600)], ends: Self.ends, clusterID: "c").map(\.level) == [.warn])
        #expect(LagCheck.judge([Self.offset(1_500, age: 600)], ends: Self.ends, clusterID: "c").map(\.level) == [.ok])
    }

    @Test("Halted, of another cluster, beyond the end: each is a FAIL")
    func troubles() {
        #expect(
            LagCheck.judge([Self.offset(1, halted: "the log is shorter")], ends: Self.ends, clusterID: "c")[1].what
                .contains("the log is shorter"))
        #expect(LagCheck.judge([Self.offset(1, cluster: "other")], ends: Self.ends, clusterID: "c")[1].level == .fail)
        #expect(LagCheck.judge([Self.offset(9_999)], ends: Self.ends, clusterID: "c")[1].level == .fail)
        #expect(LagCheck.judge([Self.offset(1)], ends: [:], clusterID: nil)[0].what.contains("1 of them tell no end"))
        #expect(LagCheck.judge([], ends: [:], clusterID: nil).map(\.level) == [.warn])
    }

    @Test("A topic that is missing is a FAIL, one that differs a warning")
    func topics() throws {
        let set = try TopicSet.builtIn()
        let plan = TopicPlan(set.topics, on: ClusterState(id: "c", brokers: 1))
        #expect(KafkaCheck.judge(plan, set.topics.map(\.name)).allSatisfy { $0.level == .fail })
        let standing = Dictionary(
            uniqueKeysWithValues: set.topics.map { ($0.name, ActualTopic(replicas: [1], settings: [:])) })
        let differing = TopicPlan(set.topics, on: ClusterState(id: "c", brokers: 1, topics: standing))
        #expect(KafkaCheck.judge(differing, set.topics.map(\.name)).contains { $0.level == .warn })
    }
}
