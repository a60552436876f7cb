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
        let verdict: Verdict
        var code: String?
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
            name: "behind by much", ends: LagJudge.Ends(low: 0, high: 80), age: 61, verdict: .degraded, code: "lagging",
            lag: 30,
            seconds: 61),
        Case(name: "behind for nobody knows how long", ends: LagJudge.Ends(low: 0, high: 80), verdict: .ok, lag: 30),
        Case(
            name: "halted", row: ConsumerRow(nextOffset: 50, haltReason: "another cluster"),
            ends: LagJudge.Ends(low: 0, high: 80), age: 5,
            verdict: .down, code: "halted", lag: 30, seconds: 5),
        Case(
            name: "halted where the broker is silent", row: ConsumerRow(nextOffset: 50, haltReason: "x"), ends: nil,
            verdict: .down,
            code: "halted"),
        Case(name: "the broker is silent", ends: nil, verdict: .unknown, code: "no-end-offset"),
        Case(
            name: "behind the log's beginning", ends: LagJudge.Ends(low: 70, high: 80), age: 9, verdict: .down,
            code: "records-lost",
            lag: 30, seconds: 9),
        Case(name: "unclaimed", row: nil, verdict: .unknown, code: "unclaimed"),
        Case(name: "unclaimed and never written", row: nil, ends: LagJudge.Ends(low: 0, high: 0), verdict: .ok),
        Case(
            name: "offsets beyond all reason", row: ConsumerRow(nextOffset: .min),
            ends: LagJudge.Ends(low: 0, high: .max), age: 9,
            verdict: .down, code: "records-lost", lag: 0, seconds: 0),
    ]

    @Test("Every state has its verdict and its figures", arguments: cases)
    func judge(_ story: Case) {
        let health = LagJudge().judge(Self.place, row: story.row, ends: story.ends, now: start) { _ in
            story.age.map { start - $0 * second }
        }
        #expect(health.judgement.verdict == story.verdict)
        #expect(health.judgement.reasons.first?.code.rawValue == story.code)
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
            let standing = watch.standing(Self.place, row, ends, now: seconds * 1_000_000_000)
            return LagJudge().judge(Self.place, row: row, ends: ends, standing: standing, now: start) { _ in nil }
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
