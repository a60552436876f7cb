import Testing

@testable import Topics

/// A topic's file, and the same topic on a cluster.
enum Sample {
    static func spec(
        _ name: String = "whatsapp.x", key: TopicSpec.Key = .named("instance"), cluster: String? = nil,
        partitions: Int = 6, replication: TopicSpec.Replication = .exactly(3),
        settings: [String: String] = ["retention.ms": "1000", "cleanup.policy": "delete"]
    ) -> TopicSpec {
        TopicSpec(
            name: name, description: "d", key: key, clusterID: cluster, partitions: partitions,
            replication: replication, settings: settings, file: "x.yaml")
    }

    static let settings: [String: ActualSetting] = [
        "retention.ms": ActualSetting("1000", isSetOnTopic: true),
        "cleanup.policy": ActualSetting("delete", isSetOnTopic: false),
        "max.message.bytes": ActualSetting("1048588", isSetOnTopic: false),
        "min.insync.replicas": ActualSetting("1", isSetOnTopic: false),
    ]

    static func cluster(
        replicas: [Int] = Array(repeating: 3, count: 6), brokers: Int = 3, id: String? = "abc",
        settings: [String: ActualSetting]? = settings
    ) -> ClusterState {
        ClusterState(
            id: id, brokers: brokers, topics: ["whatsapp.x": ActualTopic(replicas: replicas, settings: settings)])
    }
}

@Suite("Files against a cluster")
struct TopicPlanTests {
    static func outcome(_ check: TopicResult.Check, _ plan: TopicPlan, topic: String = "whatsapp.x") -> TopicResult
        .Outcome?
    {
        plan.results.first { $0.check == check && $0.topic == topic }?.outcome
    }

    static func refusal(_ check: TopicResult.Check, _ plan: TopicPlan, topic: String = "whatsapp.x") -> String? {
        guard case .refused(let reason) = outcome(check, plan, topic: topic) else { return nil }
        return reason
    }

    @Test("A topic that is as its file says is no drift")
    func same() {
        let plan = TopicPlan([Sample.spec(cluster: "abc")], on: Sample.cluster())
        #expect(
            plan.results.map(\.check)
                == [.cluster, .exists, .partitions, .replication, .setting("cleanup.policy"), .setting("retention.ms")])
        #expect(plan.results.allSatisfy { if case .same = $0.outcome { true } else { false } })
        #expect(plan.results.allSatisfy { $0.file == "x.yaml" })
        #expect(!plan.isDrifted)
        #expect(!plan.hasChanges)
    }

    @Test("A topic that isn't there is made, with everything of its file")
    func create() {
        let spec = Sample.spec(replication: .automatic, settings: ["min.insync.replicas": "auto", "retention.ms": "5"])
        let plan = TopicPlan([spec], on: ClusterState(id: nil, brokers: 5))
        let topic = NewTopic(
            name: "whatsapp.x", partitions: 6, replication: 3,
            settings: ["min.insync.replicas": "2", "retention.ms": "5"])
        #expect(plan.results.map(\.outcome) == [.change(.create(topic))])
        #expect(plan.isDrifted)
        #expect(plan.hasChanges)
    }

    @Test("More replicas than brokers can't be made", arguments: [(1, "one broker is"), (2, "2 brokers are")])
    func tooFewBrokers(_ brokers: Int, _ says: String) throws {
        let plan = TopicPlan([Sample.spec()], on: ClusterState(id: nil, brokers: brokers))
        let reason = try #require(Self.refusal(.exists, plan))
        #expect(reason.contains(says))
        #expect(!plan.hasChanges)
        #expect(plan.isDrifted)
    }

    @Test("A setting of another value is changed, from what it is to what it shall be")
    func setting() {
        let plan = TopicPlan([Sample.spec(settings: ["retention.ms": "2000"])], on: Sample.cluster())
        #expect(Self.outcome(.setting("retention.ms"), plan) == .change(.set("retention.ms", from: "1000", to: "2000")))
    }

    @Test("A value that the broker gives for all topics counts, where it is the same")
    func inherited() {
        let spec = Sample.spec(settings: ["retention.ms": "1000", "max.message.bytes": "1048588"])
        #expect(!TopicPlan([spec], on: Sample.cluster()).isDrifted)
        let other = Sample.spec(settings: ["retention.ms": "1000", "max.message.bytes": "2000000"])
        #expect(
            Self.outcome(.setting("max.message.bytes"), TopicPlan([other], on: Sample.cluster()))
                == .change(.set("max.message.bytes", from: "1048588", to: "2000000")))
    }

    @Test("A value that the cluster hides is set")
    func hidden() {
        var settings = Sample.settings
        settings["retention.ms"] = ActualSetting(nil, isSetOnTopic: true)
        let plan = TopicPlan([Sample.spec()], on: Sample.cluster(settings: settings))
        #expect(Self.outcome(.setting("retention.ms"), plan) == .change(.set("retention.ms", from: nil, to: "1000")))
    }

    @Test("A setting that the brokers don't know is refused")
    func unknownSetting() throws {
        let spec = Sample.spec(settings: ["retention.ms": "1000", "remote.log.copy.disable": "true"])
        let plan = TopicPlan([spec], on: Sample.cluster())
        #expect(
            try #require(Self.refusal(.setting("remote.log.copy.disable"), plan)).contains("don't know the setting"))
        #expect(plan.isDrifted)
        #expect(!plan.hasChanges)
    }

    @Test("A setting that was made on the cluster and stands in no file is told, and kept")
    func extraSetting() {
        var settings = Sample.settings
        settings["max.message.bytes"] = ActualSetting("5", isSetOnTopic: true)
        settings["follower.replication.throttled.replicas"] = ActualSetting("*", isSetOnTopic: true)
        let cluster = Sample.cluster(settings: settings)
        let plan = TopicPlan([Sample.spec()], on: cluster)
        #expect(
            Self.outcome(.setting("max.message.bytes"), plan)
                == .differs(
                    found: "5", wanted: "not in the file",
                    advice:
                        "kept; write it into the file, or take it away with --allow-delete whatsapp.x:max.message.bytes"
                ))
        #expect(plan.isDrifted)
        #expect(!plan.hasChanges)
        #expect(Self.outcome(.setting("follower.replication.throttled.replicas"), plan) == nil)

        let allowed = TopicPlan(
            [Sample.spec()], on: cluster, options: .init(allowDelete: ["whatsapp.x:max.message.bytes"]))
        #expect(Self.outcome(.setting("max.message.bytes"), allowed) == .change(.unset("max.message.bytes", from: "5")))
    }

    @Test("A permission to take a setting away that makes no sense says why")
    func strayPermissions() throws {
        let options = TopicPlan.Options(
            allowDelete: ["whatsapp.x:retention.ms", "whatsapp.x:flush.ms", "whatsapp.z:flush.ms"])
        let plan = TopicPlan([Sample.spec()], on: Sample.cluster(), options: options)
        #expect(plan.results.contains { $0.outcome == .note("flush.ms may be taken away, and isn't set on the topic") })
        #expect(plan.results.contains { $0.check == .setting("retention.ms") && $0.isDrift })
        #expect(
            try #require(Self.refusal(.setting("flush.ms"), plan, topic: "whatsapp.z")).contains("no file describes"))
        #expect(!plan.hasChanges)
    }

    @Test("More in-sync replicas than replicas are refused: nothing could be published")
    func inSync() throws {
        let spec = Sample.spec(replication: .automatic, settings: ["min.insync.replicas": "2"])
        let plan = TopicPlan([spec], on: Sample.cluster(replicas: [1, 1, 1, 1, 1, 1], brokers: 1))
        #expect(try #require(Self.refusal(.setting("min.insync.replicas"), plan)).contains("2 of 1 replicas"))
        // Nor is such a topic made, nor well once somebody has made it.
        let none = ClusterState(id: "abc", brokers: 1)
        #expect(try #require(Self.refusal(.exists, TopicPlan([spec], on: none))).contains("2 of 1 replicas"))
        let made = Sample.cluster(
            replicas: [1, 1, 1, 1, 1, 1], brokers: 1,
            settings: ["min.insync.replicas": ActualSetting("2", isSetOnTopic: true)])
        #expect(Self.refusal(.setting("min.insync.replicas"), TopicPlan([spec], on: made)) != nil)
    }

    @Test("`min.insync.replicas: auto` follows the replicas that the topic has, the fewest of them")
    func automaticInSync() {
        let spec = Sample.spec(replication: .automatic, settings: ["min.insync.replicas": "auto"])
        let plan = TopicPlan([spec], on: Sample.cluster(replicas: [5, 5, 3, 5, 5, 5], brokers: 5))
        #expect(
            Self.outcome(.setting("min.insync.replicas"), plan)
                == .change(.set("min.insync.replicas", from: "1", to: "2")))
    }
}

@Suite("What a plan never does silently")
struct TopicPlanRefusalTests {
    @Test(
        "A keyed topic is never grown: its keys would land elsewhere, and each kind says what breaks",
        arguments: [
            ("instance", "delete", "folded in log order"), ("instance/chat", "delete", "records of one instance/chat"),
            ("subject", "compact", "compaction, which sees one partition"),
        ])
    func keyedGrowth(_ key: String, _ policy: String, _ says: String) throws {
        let spec = Sample.spec(key: .named(key), partitions: 12, settings: ["cleanup.policy": policy])
        let plan = TopicPlan([spec], on: Sample.cluster())
        let reason = try #require(TopicPlanTests.refusal(.partitions, plan))
        #expect(reason.hasPrefix("6 -> 12: "))
        #expect(reason.contains("most keys would land elsewhere"))
        #expect(reason.contains(says))
        #expect(reason.contains("Write 6 in the file"))
        #expect(plan.isDrifted)
        #expect(!plan.results.contains { if case .grow = $0.pending { true } else { false } })
    }

    @Test("A topic without keys may grow")
    func growth() {
        let plan = TopicPlan([Sample.spec(key: .none, partitions: 12)], on: Sample.cluster())
        #expect(TopicPlanTests.outcome(.partitions, plan) == .change(.grow(from: 6, to: 12)))
    }

    @Test("No topic shrinks, with keys or without", arguments: [TopicSpec.Key.none, .named("instance")])
    func shrink(_ key: TopicSpec.Key) throws {
        let plan = TopicPlan([Sample.spec(key: key, partitions: 3)], on: Sample.cluster())
        #expect(try #require(TopicPlanTests.refusal(.partitions, plan)).contains("can't take partitions away"))
    }

    @Test(
        "Replicas that differ are told, not moved",
        arguments: [
            (TopicSpec.Replication.exactly(3), [1, 1], 3, "1", "3"), (.exactly(3), [3, 2], 3, "2 to 3", "3"),
            (.exactly(1), [3, 3], 3, "3", "1"), (.automatic, [1, 1], 3, "1", "3 (auto)"),
            (.automatic, [3, 1], 2, "1 to 3", "2 (auto)"),
        ])
    func replication(
        _ wanted: TopicSpec.Replication, _ found: [Int], _ brokers: Int, _ says: String, _ wants: String
    ) {
        let spec = Sample.spec(partitions: found.count, replication: wanted)
        let plan = TopicPlan([spec], on: Sample.cluster(replicas: found, brokers: brokers))
        let outcome = TopicPlanTests.outcome(.replication, plan)
        guard case .differs(let has, let wanting, let advice) = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(has == says)
        #expect(wanting == wants)
        #expect(advice.contains("kafka-reassign-partitions"))
    }

    @Test(
        "With `auto`, more replicas than brokers that are up now are no fault",
        arguments: [
            ([3, 3], 2), ([3, 3], 1), ([5, 5], 3), ([2, 2], 2),
        ])
    func enoughReplicas(_ found: [Int], _ brokers: Int) {
        let spec = Sample.spec(partitions: 2, replication: .automatic)
        let plan = TopicPlan([spec], on: Sample.cluster(replicas: found, brokers: brokers))
        #expect(TopicPlanTests.outcome(.replication, plan) == .same("\(found[0])"))
    }

    @Test("A file for another cluster stops everything: the other files may be for it too", arguments: ["other", nil])
    func wrongCluster(_ id: String?) throws {
        let specs = [Sample.spec("whatsapp.a", cluster: "abc"), Sample.spec("whatsapp.b")]
        let plan = TopicPlan(specs, on: ClusterState(id: id, brokers: 3))
        #expect(
            try #require(TopicPlanTests.refusal(.cluster, plan, topic: "whatsapp.a")).contains("for the cluster abc"))
        #expect(
            TopicPlanTests.outcome(.cluster, plan, topic: "whatsapp.b")
                == .skipped("another file says that this is the wrong cluster"))
        #expect(plan.results.count == 2)
        #expect(plan.isDrifted)
        #expect(!plan.hasChanges)
    }

    @Test("Nothing is deleted that wasn't named; what stands in no file is told")
    func unmanaged() {
        var cluster = Sample.cluster()
        for name in ["whatsapp.old", "other.team", "__consumer_offsets"] {
            cluster.topics[name] = ActualTopic(replicas: [1])
        }
        let plan = TopicPlan([Sample.spec()], on: cluster)
        #expect(
            TopicPlanTests.outcome(.exists, plan, topic: "whatsapp.old")
                == .note("stands on the cluster and in no file: left alone"))
        #expect(!plan.isDrifted)
        #expect(!plan.results.contains { $0.topic == "other.team" || $0.topic == "__consumer_offsets" })
    }

    @Test("A topic that is named, and in no file, is deleted")
    func delete() {
        var cluster = Sample.cluster()
        cluster.topics["whatsapp.old"] = ActualTopic(replicas: [1])
        let plan = TopicPlan([Sample.spec()], on: cluster, options: .init(allowDelete: ["whatsapp.old"]))
        #expect(TopicPlanTests.outcome(.exists, plan, topic: "whatsapp.old") == .change(.delete))
    }

    @Test(
        "Not every topic that is named may go",
        arguments: [
            ("whatsapp.x", "x.yaml describes it"), ("other.team", "doesn't begin with `whatsapp.`"),
        ])
    func deletionRefused(_ name: String, _ says: String) throws {
        var cluster = Sample.cluster()
        cluster.topics["other.team"] = ActualTopic(replicas: [1])
        let plan = TopicPlan([Sample.spec()], on: cluster, options: .init(allowDelete: [name]))
        let refused = plan.results.contains {
            if case .refused(let reason) = $0.outcome { $0.topic == name && reason.contains(says) } else { false }
        }
        #expect(refused)
        #expect(!plan.hasChanges)
    }

    @Test("Kafka's own topics never go, without a prefix either; nor is everybody's topic then told as a stranger")
    func noPrefix() {
        var cluster = Sample.cluster()
        cluster.topics["__consumer_offsets"] = ActualTopic(replicas: [1])
        cluster.topics["theirs"] = ActualTopic(replicas: [1])
        let options = TopicPlan.Options(prefix: "", allowDelete: ["__consumer_offsets"])
        let plan = TopicPlan([Sample.spec()], on: cluster, options: options)
        #expect(TopicPlanTests.refusal(.exists, plan, topic: "__consumer_offsets") != nil)
        #expect(!plan.results.contains { $0.topic == "theirs" })
    }

    @Test("A named topic that is gone already is no drift")
    func gone() {
        let plan = TopicPlan([], on: Sample.cluster(), options: .init(allowDelete: ["whatsapp.gone"]))
        #expect(
            TopicPlanTests.outcome(.exists, plan, topic: "whatsapp.gone") == .note("may be deleted, and isn't there"))
        #expect(!plan.isDrifted)
    }

    @Test("A mock is named instead of asked: what metadata tells is compared, the rest is not looked at")
    func mock() throws {
        let cluster = ClusterState(
            id: "mock", brokers: 3, isMock: true, topics: ["whatsapp.x": ActualTopic(replicas: [3, 3])])
        let specs = [Sample.spec(partitions: 2), Sample.spec("whatsapp.y"), Sample.spec("whatsapp.z", key: .none)]
        let plan = TopicPlan(specs, on: cluster, options: .init(allowDelete: ["whatsapp.w"]))
        #expect(TopicPlanTests.outcome(.partitions, plan) == .same("2"))
        #expect(TopicPlanTests.outcome(.settings, plan) == .skipped("the mock cluster answers no admin request"))
        guard case .skipped(let reason) = TopicPlanTests.outcome(.exists, plan, topic: "whatsapp.y") else {
            Issue.record("the mock was to be named")
            return
        }
        #expect(reason.contains("mock"))
        #expect(!plan.hasChanges)
        #expect(!plan.isDrifted)
    }

    @Test("On a mock nothing is grown or deleted")
    func mockChanges() {
        let cluster = ClusterState(
            id: "mock", brokers: 1, isMock: true,
            topics: ["whatsapp.x": ActualTopic(replicas: [1]), "whatsapp.w": ActualTopic(replicas: [1])])
        let plan = TopicPlan(
            [Sample.spec(key: .none, partitions: 2, replication: .automatic)], on: cluster,
            options: .init(allowDelete: ["whatsapp.w"]))
        #expect(!plan.hasChanges)
        #expect(
            TopicPlanTests.outcome(.exists, plan, topic: "whatsapp.w")
                == .skipped("the mock cluster answers no admin request"))
    }

    @Test("Settings that nobody asked for are not looked at, and no drift")
    func settingsUnknown() {
        let plan = TopicPlan([Sample.spec()], on: Sample.cluster(settings: nil))
        #expect(TopicPlanTests.outcome(.settings, plan) == .skipped("the cluster told no settings"))
    }
}
