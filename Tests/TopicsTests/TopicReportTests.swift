import JSON
import Synchronization
import Testing

@testable import Topics

@Suite("What check prints")
struct TopicReportTests {
    @Test("Each result has its name and a verdict")
    func everything() {
        #expect(
            TopicPlanTextTests.everything().report() == """
                cluster abc, 3 brokers
                missing  whatsapp.new/exists: make: partitions 6, replication 3; cleanup.policy:
                           delete; retention.ms: 2592000000 (30d)
                ok       whatsapp.x: 2 as x.yaml says
                refused  whatsapp.x/partitions: 6 -> 12: a key's partition is its hash by their
                           number, so most keys would land elsewhere than before; an instance's
                           older and newer events would stand in two partitions that nobody
                           reads in order, and its state is folded in log order. Write 6 in the
                           file, or make a new topic of 12 and move producers and readers to it
                drift    whatsapp.x/replication: 1, wanted: 3; replicas are moved by Kafka's own
                           kafka-reassign-partitions.sh, not from here
                drift    whatsapp.x/retention.ms: 1000 (1s) -> 2592000000 (30d)
                drift    whatsapp.x/max.message.bytes: 5, wanted: not in the file; kept; write
                           it into the file, or take it away with --allow-delete
                           whatsapp.x:max.message.bytes
                drift    whatsapp.old/exists: delete, with all its records
                note     whatsapp.stray/exists: stands on the cluster and in no file: left alone
                3 to change, 1 refused, 2 different and left alone, 2 as in the files

                """)
    }

    @Test("No line is wider than a terminal, whatever is asked for", arguments: [true, false])
    func width(_ isVerbose: Bool) {
        let lines = TopicPlanTextTests.everything().report(verbose: isVerbose).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test("What is as it should be is counted, or told one by one")
    func same() {
        let plan = TopicPlan([Sample.spec()], on: Sample.cluster())
        #expect(
            plan.report() == "cluster abc, 3 brokers\nok       whatsapp.x: 5 as x.yaml says\n5 as in the files\n")
        #expect(plan.report(verbose: true).contains("ok       whatsapp.x/retention.ms: 1000 (1s)\n"))
        #expect(plan.report(verbose: true).contains("ok       whatsapp.x/exists: yes\n"))
    }

    @Test("What wasn't looked at says so")
    func skipped() {
        let plan = TopicPlan([Sample.spec()], on: ClusterState(id: "m", brokers: 1, isMock: true))
        #expect(plan.report().contains("skipped  whatsapp.x/exists: the mock cluster answers no admin request"))
    }

    @Test("After the work it says what was made, changed, deleted, and what failed")
    func applied() async throws {
        let kafka = FakeKafka([
            "whatsapp.a": TopicApplierTests.standing, "whatsapp.b": TopicApplierTests.standing,
            "whatsapp.old": TopicApplierTests.standing,
        ])
        kafka.state.withLock { $0.failing = ["replace whatsapp.a"] }
        let settings = ["retention.ms": "60000", "max.message.bytes": "5", "cleanup.policy": "delete"]
        let specs = ["whatsapp.a", "whatsapp.b", "whatsapp.c"].map { Sample.spec($0, settings: settings) }
        let plan = try await TopicApplierTests.apply(
            specs, to: kafka, options: .init(allowDelete: ["whatsapp.old"]))
        let lines = plan.report().split(separator: "\n").map(String.init)
        #expect(
            lines.contains("failed   whatsapp.a/retention.ms: 1000 (1s) -> 60000 (1m): replace whatsapp.a:"))
        #expect(lines.contains("changed  whatsapp.b/retention.ms: 1000 (1s) -> 60000 (1m)"))
        #expect(lines.contains { $0.hasPrefix("made     whatsapp.c/exists: make: partitions 6") })
        #expect(lines.contains("deleted  whatsapp.old/exists: delete, with all its records"))
        #expect(lines.last == "3 done, 1 failed, 10 as in the files")
    }

    @Test("The names of results are the same from run to run, and each occurs once")
    func names() throws {
        let results = TopicPlanTextTests.everything().results
        #expect(Set(results.map(\.name)).count == results.count)
        let json = try #require(TopicPlanTextTests.everything().json["results"]?.array)
        #expect(json.map { $0["name"]?.string } == results.map(\.name))
    }
}

@Suite("What a change does to records that are there")
struct TopicLossTests {
    @Test(
        "A shorter retention deletes, a longer one doesn't",
        arguments: [
            ("retention.ms", "2592000000", "86400000", "records older than 1d go for good"),
            ("retention.ms", "-1", "1001", "records older than 1001 ms go for good"),
            ("retention.ms", "86400000", "2592000000", nil), ("retention.ms", "86400000", "-1", nil),
            ("retention.ms", "-1", "-1", nil), ("retention.ms", "odd", "1", nil),
            ("retention.bytes", "-1", "1073741824", "a partition's oldest records beyond 1GiB go for good"),
            ("retention.bytes", "7", "5", "a partition's oldest records beyond 5 bytes go for good"),
            ("retention.bytes", "5", "7", nil),
            ("cleanup.policy", "delete", "compact", "of each key only the last record stays"),
            ("cleanup.policy", "delete", "compact,delete", "of each key only the last record stays"),
            ("cleanup.policy", "compact", "delete", "records older than retention.ms go for good"),
            ("cleanup.policy", "compact,delete", "delete", nil), ("segment.ms", "9", "1", nil),
        ] as [(String, String, String, String?)])
    func loss(_ name: String, _ from: String, _ to: String, _ words: String?) {
        #expect(TopicChange.set(name, from: from, to: to).loss == words)
    }

    @Test("Only a deletion takes all of them; nobody knows of a value that is hidden")
    func others() {
        #expect(TopicChange.delete.loss == "all its records go")
        #expect(TopicChange.grow(from: 1, to: 2).loss == nil)
        #expect(TopicChange.unset("retention.ms", from: "1").loss == nil)
        #expect(TopicChange.set("retention.ms", from: nil, to: "1").loss == nil)
    }

    @Test("A plan says it, to people and to programs; what is done doesn't say it again")
    func told() {
        var plan = TopicPlan([Sample.spec(settings: ["retention.ms": "500"])], on: Sample.cluster())
        #expect(
            plan.text().contains("    ~ retention.ms: 1000 (1s) -> 500\n      records older than 500 ms go for good\n"))
        #expect(plan.json.text.contains(#""loss":"records older than 500 ms go for good""#))
        guard let index = plan.results.firstIndex(where: { $0.pending != nil }),
            let change = plan.results[index].pending
        else {
            Issue.record("there was a change to make")
            return
        }
        plan.results[index].outcome = .done(change)
        #expect(!plan.text().contains("for good"))
        #expect(!plan.json.text.contains("loss"))
    }
}
