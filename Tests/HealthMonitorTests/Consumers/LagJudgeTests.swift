import JSON
import Kafka
import Testing

@testable import HealthMonitor

@Suite("Judging lag")
struct LagJudgeTests {
    static let place = ConsumerPlace(pipeline: "archive", TopicPartition("whatsapp.messages", 2))

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var row: ConsumerRow? = ConsumerRow(nextOffset: 50)
        var ends: LagJudge.Ends? = LagJudge.Ends(low: 0, high: 50)
        var age: Int64?
        var observed = LagJudge.Observed()
        let verdict: Verdict
        var codes: [String] = []
        var lag: Int64?
        var seconds: Double?

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "level", verdict: .ok, lag: 0, seconds: 0),
        Case(name: "ahead of an old look", row: ConsumerRow(nextOffset: 60), verdict: .ok, lag: 0, seconds: 0),
        Case(
            name: "behind by little", ends: LagJudge.Ends(low: 0, high: 80), age: 60, verdict: .ok, lag: 30, seconds: 60
        ),
        Case(
            name: "behind by much", ends: LagJudge.Ends(low: 0, high: 80), age: 61, verdict: .degraded,
            codes: ["lagging"],
            lag: 30,
            seconds: 61),
        Case(
            name: "behind for nobody knows how long, and just looked at", ends: LagJudge.Ends(low: 0, high: 80),
            verdict: .unknown, codes: ["catching-up"], lag: 30),
        Case(
            name: "behind for nobody knows how long, and watched for long", ends: LagJudge.Ends(low: 0, high: 80),
            observed: seen([30, 25, 31, 30, 28, 30, 30]), verdict: .ok, lag: 30),
        Case(
            name: "behind by many of nobody knows what age, however long it is watched",
            ends: LagJudge.Ends(low: 0, high: 9_050),
            observed: seen([9_000, 9_000, 9_000, 9_000, 9_000, 9_000, 9_000, 9_000]),
            verdict: .unknown, codes: ["catching-up"], lag: 9_000),
        Case(
            name: "late before, and not much better", ends: LagJudge.Ends(low: 0, high: 80), age: 46,
            observed: late(), verdict: .degraded, codes: ["lagging"], lag: 30, seconds: 46),
        Case(
            name: "late before, and well again", ends: LagJudge.Ends(low: 0, high: 80), age: 45, observed: late(),
            verdict: .ok, lag: 30, seconds: 45),
        Case(
            name: "beyond the log's end, and standing", ends: LagJudge.Ends(low: 0, high: 10),
            observed: seen([0], standing: 61), verdict: .down, codes: ["records-lost"], lag: 0, seconds: 0),
        Case(
            name: "standing, and nobody knows for how long its records wait", ends: LagJudge.Ends(low: 0, high: 80),
            observed: seen([30, 30], standing: 61), verdict: .degraded, codes: ["stalled"], lag: 30),
        Case(
            name: "standing for less", ends: LagJudge.Ends(low: 0, high: 80),
            observed: seen([30, 30, 30, 30, 30, 30, 30, 30], standing: 60), verdict: .ok, lag: 30),
        Case(
            name: "standing, with old records", ends: LagJudge.Ends(low: 0, high: 80), age: 90,
            observed: seen([30, 30], standing: 61), verdict: .degraded, codes: ["stalled", "lagging"], lag: 30,
            seconds: 90),
        Case(
            name: "getting later, and late", ends: LagJudge.Ends(low: 0, high: 9_050), age: 90,
            observed: seen(growing), verdict: .degraded, codes: ["lagging", "falling-behind"], lag: 9_000, seconds: 90),
        Case(
            name: "getting later, and not late yet", ends: LagJudge.Ends(low: 0, high: 9_050), age: 16,
            observed: seen(growing), verdict: .degraded, codes: ["falling-behind"], lag: 9_000, seconds: 16),
        Case(
            name: "getting later by what is young", ends: LagJudge.Ends(low: 0, high: 9_050), age: 15,
            observed: seen(growing), verdict: .ok, lag: 9_000, seconds: 15),
        Case(
            name: "many more of nobody knows what age", ends: LagJudge.Ends(low: 0, high: 9_050),
            observed: seen(growing), verdict: .degraded, codes: ["falling-behind"], lag: 9_000),
        Case(
            name: "some more of nobody knows what age", ends: LagJudge.Ends(low: 0, high: 550),
            observed: seen([200, 250, 300, 350, 400, 450, 500]), verdict: .ok, lag: 500),
        Case(
            name: "said to get later, and no better by much", ends: LagJudge.Ends(low: 0, high: 9_050), age: 11,
            observed: seen(growing, said: [.fallingBehind]), verdict: .degraded, codes: ["falling-behind"], lag: 9_000,
            seconds: 11),
        Case(
            name: "said to get later, and nearly through", ends: LagJudge.Ends(low: 0, high: 9_050), age: 10,
            observed: seen(growing, said: [.fallingBehind]), verdict: .ok, lag: 9_000, seconds: 10),
        Case(
            name: "said to get later, and does so by less", ends: LagJudge.Ends(low: 0, high: 1_030), age: 20,
            observed: seen(slower, said: [.fallingBehind]), verdict: .degraded, codes: ["falling-behind"], lag: 980,
            seconds: 20),
        Case(
            name: "gets later by little, and never was said to", ends: LagJudge.Ends(low: 0, high: 1_030), age: 20,
            observed: seen(slower), verdict: .ok, lag: 980, seconds: 20),
        Case(
            name: "some more of nobody knows what age, and said to get later", ends: LagJudge.Ends(low: 0, high: 550),
            observed: seen([200, 250, 300, 350, 400, 450, 500], said: [.fallingBehind]), verdict: .degraded,
            codes: ["falling-behind"], lag: 500),
        Case(
            name: "falling from far", ends: LagJudge.Ends(low: 0, high: 9_050), age: 15,
            observed: seen(growing.reversed()), verdict: .ok, lag: 9_000, seconds: 15),
        Case(
            name: "level, with letters that nobody has looked at", observed: seen([0], letters: 2), verdict: .degraded,
            codes: ["dead-letters"], lag: 0, seconds: 0),
        Case(name: "level, without letters", observed: seen([0], letters: 0), verdict: .ok, lag: 0, seconds: 0),
        Case(
            name: "halted", row: ConsumerRow(nextOffset: 50, haltReason: "another cluster"),
            ends: LagJudge.Ends(low: 0, high: 80), age: 5,
            verdict: .down, codes: ["halted"], lag: 30, seconds: 5),
        Case(
            name: "halted where the broker is silent", row: ConsumerRow(nextOffset: 50, haltReason: "x"), ends: nil,
            verdict: .down,
            codes: ["halted"]),
        Case(name: "the broker is silent", ends: nil, verdict: .unknown, codes: ["no-end-offset"]),
        Case(
            name: "behind the log's beginning", ends: LagJudge.Ends(low: 70, high: 80), age: 9, verdict: .down,
            codes: ["records-lost"],
            lag: 30, seconds: 9),
        Case(name: "unclaimed", row: nil, verdict: .unknown, codes: ["unclaimed"]),
        Case(name: "unclaimed and never written", row: nil, ends: LagJudge.Ends(low: 0, high: 0), verdict: .ok),
        Case(
            name: "offsets beyond all reason", row: ConsumerRow(nextOffset: .min),
            ends: LagJudge.Ends(low: 0, high: .max), age: 9,
            verdict: .down, codes: ["records-lost"], lag: .max, seconds: 9),
    ]

    static let growing: [Int64] = [1_000, 2_000, 3_500, 4_000, 6_000, 7_500, 9_000]

    /// Less than what is growth, and more than half of it.
    static let slower: [Int64] = [942, 948, 954, 960, 966, 972, 980]

    /// Looks five seconds apart.
    static func seen(
        _ lags: [Int64], standing: Double = 0, letters: Int64? = nil, said: Set<ReasonCode> = []
    ) -> LagJudge.Observed {
        var observed = LagJudge.Observed()
        for (step, lag) in lags.enumerated() {
            observed.trend.add(lag: lag, position: Int64(step), at: Double(step) * 5)
        }
        (observed.standing, observed.deadLetters, observed.said) = (standing, letters, said)
        return observed
    }

    static func late() -> LagJudge.Observed {
        var observed = LagJudge.Observed()
        observed.said = [.lagging]
        return observed
    }

    @Test("Every state has its verdict and its figures", arguments: cases)
    func judge(_ story: Case) {
        let health = LagJudge().judge(
            Self.place, row: story.row, ends: story.ends, observed: story.observed, now: start
        ) { _ in
            story.age.map { start - $0 * second }
        }
        #expect(health.judgement.verdict == story.verdict)
        #expect(health.judgement.reasons.map(\.code.rawValue) == story.codes)
        #expect(health.lagRecords == story.lag)
        #expect(health.lagSeconds == story.seconds)
    }

    @Test("The age is that of the oldest record that is still there")
    func oldest() {
        var asked: [Int64] = []
        _ = LagJudge().judge(
            Self.place, row: ConsumerRow(nextOffset: 50), ends: LagJudge.Ends(low: 70, high: 80), now: start
        ) {
            asked.append($0)
            return nil
        }
        #expect(asked == [70])
    }

    @Test("The event's facts are those of the contract")
    func facts() {
        let health = LagJudge().judge(
            Self.place, row: ConsumerRow(nextOffset: 50, owner: "node-1", updatedAt: start),
            ends: LagJudge.Ends(low: 0, high: 80),
            now: start
        ) { _ in start - 1_500_000 }
        let facts = JSONValue.object(health.facts)
        #expect(facts["lagRecords"]?.int64 == 30)
        #expect(facts["lagSeconds"]?.double == 1.5)
        #expect(facts["nextOffset"]?.int64 == 50)
        #expect(facts["endOffset"]?.int64 == 80)
        #expect(facts["state"]?.string == "active")
        #expect(facts["haltReason"] == .null && facts["trend"] == .null && facts["deadLetters"] == .null)
    }

    @Test("Where its row can't be read nothing is claimed of it but what Kafka says")
    func unreadable() {
        var observed = Self.seen([5, 5], standing: 90, letters: 3)
        observed.committed = 41
        let health = LagJudge().unreadable(
            Self.place, ends: LagJudge.Ends(low: 0, high: 80), observed: observed, fault: Reason(.database, "away"))
        let facts = JSONValue.object(health.facts)
        #expect(health.judgement.verdict == .unknown && health.judgement.reasons.map(\.code) == [.database])
        for name in ["state", "lagRecords", "lagSeconds", "nextOffset", "owner", "updatedAt", "deadLetters", "trend"] {
            #expect(facts[name] == .null, "\(name)")
        }
        #expect(facts["endOffset"]?.int64 == 80 && facts["committedOffset"]?.int64 == 41)
    }

    @Test("A pipeline whose rows can't be read says no lag")
    func blindPipeline() {
        let health = PipelineHealth(
            "archive", [consumer(0, ConsumerRow(nextOffset: 4))], fault: Reason(.database, "away"))
        #expect(JSONValue.object(health.facts)["lagRecords"] == .null)
        #expect(health.wholeLag == nil)
    }

    @Test("A build says how far it is and how long it takes; one that is ready takes no longer")
    func rebuild() {
        var trend = LagTrend()
        for step in Int64(0)..<7 { trend.add(lag: 700 - step * 100, position: step * 500, at: Double(step) * 5) }
        let build = RebuildRow(generation: 2, state: "running", records: 3_000, behind: 100)
        let json = RebuildProgress(build, trend).json
        #expect(json["generation"]?.int64 == 2 && json["state"]?.string == "running" && json["records"]?.int64 == 3_000)
        #expect(json["recordsPerSecond"]?.double == 100 && json["secondsLeft"]?.double == 5)
        var ready = build
        ready.state = "ready"
        #expect(RebuildProgress(ready, LagTrend()).json["secondsLeft"]?.double == 0)
        #expect(RebuildProgress(build, LagTrend()).json["secondsLeft"] == .null)
    }

    func consumer(_ partition: Int32, _ row: ConsumerRow?, high: Int64 = 10) -> ConsumerHealth {
        LagJudge().judge(
            ConsumerPlace(pipeline: "archive", TopicPartition("t", partition)), row: row,
            ends: LagJudge.Ends(low: 0, high: high),
            now: start
        ) { _ in start - 90 * second }
    }

    @Test("A pipeline is as bad as its worst partition, and says how many are")
    func pipeline() {
        let health = PipelineHealth(
            "archive",
            [
                consumer(0, ConsumerRow(nextOffset: 10)), consumer(1, ConsumerRow(nextOffset: 8)),
                consumer(2, ConsumerRow(nextOffset: 7)),
                consumer(3, ConsumerRow(nextOffset: 9, haltReason: "why")),
            ])
        #expect(health.judgement.verdict == .down)
        #expect(health.judgement.reasons.map(\.code.rawValue) == ["halted", "lagging"])
        #expect(health.judgement.reasons.map { $0.facts["partitions"]?.int64 } == [1, 2])
        #expect(health.lagRecords == 6)
        #expect(health.lagSeconds == 90)
    }

    @Test("A pipeline of which nothing is known isn't well")
    func unknownPipeline() {
        #expect(PipelineHealth("archive", []).judgement.verdict == .unknown)
        let fault = PipelineHealth(
            "archive", [consumer(0, ConsumerRow(nextOffset: 10))], fault: Reason(.database, "away"))
        #expect(fault.judgement.reasons.map(\.code.rawValue) == ["database"])
        #expect(PipelineHealth("archive", [consumer(0, ConsumerRow(nextOffset: 10))]).judgement == Judgement(.ok))
    }

    @Test("One that stands before records whose age nobody knows is stalled, and one that moves is not")
    func stalled() {
        let ends = LagJudge.Ends(low: 0, high: 80)
        var watch = StallWatch()
        func verdict(_ next: Int64, _ ends: LagJudge.Ends?, _ seconds: Int64) -> String? {
            let row = ConsumerRow(nextOffset: next)
            var observed = Self.seen([30, 30, 30, 30, 30, 30, 30])
            observed.standing = watch.standing(Self.place, row, ends, now: seconds * 1_000_000_000)
            return LagJudge().judge(Self.place, row: row, ends: ends, observed: observed, now: start) { _ in nil }
                .judgement.reasons.first?.code.rawValue
        }
        #expect(verdict(50, ends, 0) == nil)
        #expect(verdict(50, ends, 60) == nil)
        #expect(verdict(50, nil, 65) == "no-end-offset")
        #expect(verdict(50, ends, 70) == "stalled")
        #expect(verdict(51, ends, 80) == nil)
        #expect(verdict(51, ends, 141) == "stalled")
        // At the end nothing is to be done, for however long.
        #expect(verdict(80, ends, 150) == nil)
        #expect(verdict(80, ends, 1_000) == nil)
        #expect(verdict(80, LagJudge.Ends(low: 0, high: 81), 1_001) == nil)
    }
}
