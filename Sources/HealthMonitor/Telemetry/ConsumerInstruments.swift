import Telemetry

/// What is shown of consumers: how many stand how, and why. The lag of each is in `MonitorInstruments`.
struct ConsumerInstruments: Sendable {
    private let verdicts: Family<Gauge>
    private let reasons: Family<Gauge>
    private let openLetters: Family<Gauge>

    init(in metrics: Metrics) throws(MetricsError) {
        verdicts = try metrics.gauges(
            "zapline_consumers", help: "Consumers, one a pipeline and partition, by verdict.",
            labels: ["pipeline", "verdict"])
        reasons = try metrics.gauges(
            "zapline_consumers_by_reason", help: "Consumers that have a reason code among their reasons.",
            labels: ["pipeline", "code"], limit: 500)
        openLetters = try metrics.gauges(
            "zapline_dead_letters_open", help: "Dead letters that nobody has redriven or discarded yet.",
            labels: ["pipeline"])
    }

    /// Shows `consumers`, which are all that there are; of a pipeline that is gone nothing is shown any more.
    func set(_ consumers: [ConsumerHealth]) {
        let pipelines = Set(consumers.map(\.place.pipeline))
        var verdictCounts: [Pair<Verdict>: Int] = [:]
        var reasonCounts: [Pair<ReasonCode>: Int] = [:]
        for consumer in consumers {
            let pipeline = consumer.place.pipeline
            verdictCounts[Pair(pipeline, consumer.judgement.verdict), default: 0] += 1
            for reason in consumer.judgement.reasons { reasonCounts[Pair(pipeline, reason.code), default: 0] += 1 }
        }
        verdicts.keep(Set(pipelines.flatMap { pipeline in Verdict.allCases.map { [pipeline, $0.rawValue] } }))
        reasons.keep(Set(pipelines.flatMap { pipeline in ReasonCode.ofConsumers.map { [pipeline, $0.rawValue] } }))
        for pipeline in pipelines {
            for verdict in Verdict.allCases {
                verdicts.child(pipeline, verdict.rawValue).set(verdictCounts[Pair(pipeline, verdict)] ?? 0)
            }
            for code in ReasonCode.ofConsumers {
                reasons.child(pipeline, code.rawValue).set(reasonCounts[Pair(pipeline, code)] ?? 0)
            }
        }
    }

    /// Nothing is known of them any more.
    func removeAll() {
        for family in [verdicts, reasons, openLetters] { family.removeAll() }
    }

    /// Shows how many letters of each pipeline are open; of one that isn't named that isn't known.
    func set(openLetters counts: [String: Int]) {
        openLetters.keep(Set(counts.keys.map { [$0] }))
        for (pipeline, count) in counts { openLetters.child(pipeline).set(count) }
    }

    private struct Pair<Word: Hashable>: Hashable {
        let pipeline: String
        let word: Word

        init(_ pipeline: String, _ word: Word) {
            self.pipeline = pipeline
            self.word = word
        }
    }
}

extension ReasonCode {
    /// Those that a consumer can have.
    static let ofConsumers: [ReasonCode] = [
        .unclaimed, .halted, .noEndOffset, .recordsLost, .lagging, .fallingBehind, .stalled, .deadLetters, .database,
        .catchingUp,
    ]

    /// Those that a session can have.
    static let ofSessions: [ReasonCode] = [
        .noLifecycle, .connecting, .waitingForScan, .connectingForLong, .degraded, .limited, .disconnected, .replaced,
        .loggedOut, .banned, .outdated, .failed, .stopped, .silent, .flapping, .codesUnanswered, .pending, .slowAcks,
        .failing, .sequenceGap, .unwatched,
    ]
}
