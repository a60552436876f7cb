import Synchronization
import Testing

@testable import Topics

@Suite("Carrying a plan out")
struct TopicApplierTests {
    static let standing = FakeKafka.Topic(
        partitions: 6, replication: 3,
        own: ["retention.ms": "1000", "max.message.bytes": "5", "cleanup.policy": "delete"])

    /// Plans against `kafka`, applies, and gives the results.
    static func apply(
        _ specs: [TopicSpec], to kafka: FakeKafka, options: TopicPlan.Options = .init(),
        clock: ManualClock = ManualClock()
    ) async throws -> TopicPlan {
        let plan = try await TopicPlan.check(specs, with: kafka, options: options)
        return await TopicApplier(kafka, clock: clock).apply(plan)
    }

    static func failure(_ plan: TopicPlan, _ topic: String = "whatsapp.x") -> String? {
        for result in plan.results where result.topic == topic {
            if case .failed(_, let reason) = result.outcome { return reason }
        }
        return nil
    }

    @Test("A missing topic is made and then shown; a second time there is nothing to do")
    func create() async throws {
        let kafka = FakeKafka(delay: 3)
        let specs = try TopicSet.builtIn().topics
        let plan = try await Self.apply(specs, to: kafka)
        #expect(plan.results.count == 5)
        #expect(plan.results.allSatisfy { if case .done(.create) = $0.outcome { true } else { false } })
        #expect(!plan.isDrifted)
        #expect(kafka.own("whatsapp.messages")?["retention.ms"] == "2592000000")

        let again = try await TopicPlan.check(specs, with: kafka)
        #expect(!again.isDrifted, "\(again.text())")
        #expect(!again.hasChanges)
    }

    @Test("Changing one setting keeps the others: AlterConfigs would drop them")
    func merge() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing])
        let plan = try await Self.apply([Sample.spec(settings: ["retention.ms": "2000"])], to: kafka)
        #expect(
            kafka.own("whatsapp.x") == ["retention.ms": "2000", "max.message.bytes": "5", "cleanup.policy": "delete"])
        #expect(plan.results.contains { $0.outcome == .done(.set("retention.ms", from: "1000", to: "2000")) })
    }

    @Test("All settings of a topic go in one request")
    func oneRequest() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing])
        let settings = ["retention.ms": "2000", "segment.ms": "60000", "cleanup.policy": "delete"]
        _ = try await Self.apply([Sample.spec(settings: settings)], to: kafka)
        #expect(kafka.calls.filter { $0.hasPrefix("replace") }.count == 1)
        #expect(kafka.own("whatsapp.x")?.count == 4)
    }

    @Test("What somebody set after the plan was made is kept")
    func interference() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing])
        let plan = try await TopicPlan.check([Sample.spec(settings: ["retention.ms": "2000"])], with: kafka)
        kafka.state.withLock { $0.topics["whatsapp.x"]?.own["segment.ms"] = "77" }
        let applied = await TopicApplier(kafka, clock: ManualClock()).apply(plan)
        #expect(kafka.own("whatsapp.x")?["segment.ms"] == "77")
        #expect(Self.failure(applied) == nil)
    }

    @Test("It waits until a describe shows the new value")
    func waits() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing], delay: 10)
        let clock = ManualClock()
        let plan = try await Self.apply([Sample.spec(settings: ["retention.ms": "2000"])], to: kafka, clock: clock)
        #expect(Self.failure(plan) == nil)
        #expect(clock.now.offset == .milliseconds(200) * 10)
    }

    @Test("It doesn't wait for ever")
    func deadline() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing], delay: 100_000)
        let clock = ManualClock()
        let plan = try await Self.apply([Sample.spec(settings: ["retention.ms": "2000"])], to: kafka, clock: clock)
        #expect(Self.failure(plan) == "accepted, but the cluster doesn't show the settings after 30.0 seconds")
        #expect(clock.now.offset == .seconds(30))
        #expect(plan.isDrifted)
    }

    @Test("A look that fails on the way is only a look", arguments: [1, 5])
    func failingLooks(_ count: Int) async throws {
        let kafka = FakeKafka(delay: 1)
        let plan = try await TopicPlan.check([Sample.spec()], with: kafka)
        kafka.state.withLock { $0.failingLooks = count }
        let applied = await TopicApplier(kafka, clock: ManualClock()).apply(plan)
        #expect(Self.failure(applied) == nil)
    }

    @Test("Where no look succeeds, the last one's reason is told")
    func noLook() async throws {
        let kafka = FakeKafka()
        let plan = try await TopicPlan.check([Sample.spec()], with: kafka)
        kafka.state.withLock { $0.failingLooks = .max }
        let applied = await TopicApplier(kafka, clock: ManualClock()).apply(plan)
        #expect(Self.failure(applied) == "accepted, but looking failed: timed out after 30.0 seconds")
    }

    @Test("A refused request fails its topic and no other")
    func refusedRequest() async throws {
        let kafka = FakeKafka()
        kafka.state.withLock { $0.failing = ["create whatsapp.a"] }
        let plan = try await Self.apply([Sample.spec("whatsapp.a"), Sample.spec("whatsapp.b")], to: kafka)
        #expect(Self.failure(plan, "whatsapp.a") == "create whatsapp.a: policy violation")
        #expect(Self.failure(plan, "whatsapp.b") == nil)
        #expect(kafka.own("whatsapp.b") != nil)
        #expect(plan.isDrifted)
    }

    @Test("After a step that failed the topic's settings are not tried")
    func laterSteps() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing])
        kafka.state.withLock { $0.failing = ["grow whatsapp.x"] }
        let spec = Sample.spec(key: .none, partitions: 9, settings: ["retention.ms": "2000"])
        let plan = try await Self.apply([spec], to: kafka)
        let reasons = plan.results.compactMap { if case .failed(_, let reason) = $0.outcome { reason } else { nil } }
        #expect(reasons == ["grow whatsapp.x: policy violation", "not tried, since an earlier step failed"])
        #expect(!kafka.calls.contains("replace whatsapp.x"))
    }

    @Test("A topic without keys grows, and its settings follow")
    func grow() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing], delay: 2)
        let spec = Sample.spec(key: .none, partitions: 9, settings: ["retention.ms": "2000"])
        let plan = try await Self.apply([spec], to: kafka)
        #expect(Self.failure(plan) == nil)
        #expect(kafka.state.withLock { $0.topics["whatsapp.x"]?.partitions } == 9)
    }

    @Test("What is refused stays refused, and the topic's other changes are made")
    func refusals() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing])
        let plan = try await Self.apply([Sample.spec(partitions: 9, settings: ["retention.ms": "2000"])], to: kafka)
        #expect(kafka.state.withLock { $0.topics["whatsapp.x"]?.partitions } == 6)
        #expect(kafka.own("whatsapp.x")?["retention.ms"] == "2000")
        #expect(TopicPlanTests.refusal(.partitions, plan) != nil)
        #expect(plan.isDrifted)
    }

    @Test("A setting that may go goes, and the others stay")
    func unset() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing], delay: 1)
        let options = TopicPlan.Options(allowDelete: ["whatsapp.x:max.message.bytes"])
        let plan = try await Self.apply([Sample.spec()], to: kafka, options: options)
        #expect(Self.failure(plan) == nil)
        #expect(kafka.own("whatsapp.x") == ["retention.ms": "1000", "cleanup.policy": "delete"])
    }

    @Test("A value that the cluster hides can't be sent back, so nothing is sent")
    func hidden() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing])
        kafka.state.withLock { $0.hidden = ["max.message.bytes"] }
        let plan = try await Self.apply([Sample.spec(settings: ["retention.ms": "2000"])], to: kafka)
        #expect(try #require(Self.failure(plan)).contains("hides the value of max.message.bytes"))
        #expect(!kafka.calls.contains("replace whatsapp.x"))
    }

    @Test("Nothing is deleted but what was named")
    func delete() async throws {
        let kafka = FakeKafka(["whatsapp.old": Self.standing, "whatsapp.older": Self.standing], delay: 2)
        let options = TopicPlan.Options(allowDelete: ["whatsapp.old"])
        let plan = try await Self.apply([], to: kafka, options: options)
        #expect(kafka.own("whatsapp.old") == nil)
        #expect(kafka.own("whatsapp.older") != nil)
        #expect(plan.results.contains { $0.outcome == .done(.delete) })
    }

    @Test("A mock is never asked for settings and never changed")
    func mock() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing], isMock: true)
        let plan = try await Self.apply([Sample.spec(), Sample.spec("whatsapp.y")], to: kafka)
        #expect(kafka.calls == ["cluster"])
        #expect(!plan.isDrifted)
    }

    @Test("The wrong cluster is not touched")
    func wrongCluster() async throws {
        let kafka = FakeKafka()
        let plan = try await Self.apply(
            [Sample.spec("whatsapp.a", cluster: "other"), Sample.spec("whatsapp.b")], to: kafka)
        #expect(kafka.calls == ["cluster"])
        #expect(plan.isDrifted)
    }

    @Test("A plan without a change asks nothing more of the cluster")
    func nothingToDo() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing])
        let spec = Sample.spec(settings: ["retention.ms": "1000", "max.message.bytes": "5", "cleanup.policy": "delete"])
        let plan = try await Self.apply([spec], to: kafka)
        #expect(!plan.isDrifted)
        #expect(kafka.calls == ["cluster", "settings whatsapp.x"])
    }

    @Test("A cluster that doesn't answer is the caller's error")
    func unreachable() async {
        let kafka = FakeKafka()
        kafka.state.withLock { $0.failingLooks = 1 }
        await #expect(throws: FakeKafka.Failure.self) { try await TopicPlan.check([Sample.spec()], with: kafka) }
    }

    @Test("Stopped while it waits, it says that it doesn't know")
    func cancelled() async throws {
        let kafka = FakeKafka(["whatsapp.x": Self.standing], delay: 100_000)
        let plan = try await TopicPlan.check([Sample.spec(settings: ["retention.ms": "2000"])], with: kafka)
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await TopicApplier(kafka, clock: ManualClock()).apply(plan)
        }
        #expect(Self.failure(await task.value) == "stopped before the cluster showed it: `plan` tells what stands")
    }
}
