package import Telemetry

/// What a pipeline counts, and under which names.
package struct PipelineInstruments: InstrumentSet {
    let applied: Family<Counter>
    let deadLetters: Family<Counter>
    let trimmedLetters: Family<Counter>
    let ignored: Family<Counter>
    let invalidFields: Family<Counter>
    let batchRecords: Family<Histogram>
    let commitSeconds: Family<Histogram>
    let visibleSeconds: Family<Histogram>
    let slowBatches: Family<Counter>
    let batchFailures: Family<Counter>
    let fetchErrors: Family<Counter>
    let claims: Family<Counter>
    let reclaims: Family<Counter>
    let halted: Family<Gauge>
    let owned: Family<Gauge>
    let nextOffset: Family<Gauge>

    /// From milliseconds to the hours that a backlog may be old.
    private static let visibleBounds: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400,
    ]

    /// Makes them; every family is labelled by pipeline, and bounded.
    package init(in metrics: Metrics) throws(MetricsError) {
        applied = try metrics.counters(
            "zapline_records_applied_total", help: "Records whose effect was committed.", labels: ["pipeline"])
        deadLetters = try metrics.counters(
            "zapline_dead_letters_total", help: "Records that went to dead_letters.", labels: ["pipeline"])
        trimmedLetters = try metrics.counters(
            "zapline_dead_letters_trimmed_total",
            help: "Dead letters beyond the hour's budget, which keep coordinates and reason only.", labels: ["pipeline"]
        )
        ignored = try metrics.counters(
            "zapline_records_ignored_total", help: "Records that are none of this pipeline's business.",
            labels: ["pipeline", "why"])
        invalidFields = try metrics.counters(
            "zapline_invalid_fields_total", help: "Optional fields of a wrong type or out of range, taken as absent.",
            labels: ["pipeline"])
        batchRecords = try metrics.histograms(
            "zapline_batch_records", help: "Records of one transaction.",
            buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000], labels: ["pipeline"])
        commitSeconds = try metrics.histograms(
            "zapline_commit_seconds", help: "From the first byte of a batch's transaction to its commit.",
            labels: ["pipeline"])
        visibleSeconds = try metrics.histograms(
            "zapline_visible_seconds",
            help:
                "From a record's Kafka timestamp to the commit that made its effect visible; negative is counted as 0.",
            buckets: Self.visibleBounds, labels: ["pipeline"])
        slowBatches = try metrics.counters(
            "zapline_slow_batches_total", help: "Batches whose transaction took a second or longer.",
            labels: ["pipeline"])
        batchFailures = try metrics.counters(
            "zapline_batch_failures_total", help: "Attempts at a batch that failed, by class of error.",
            labels: ["pipeline", "class"])
        fetchErrors = try metrics.counters(
            "zapline_fetch_errors_total", help: "Errors that the Kafka client reported.", labels: ["pipeline"])
        claims = try metrics.counters(
            "zapline_claims_total", help: "Partitions that were claimed.", labels: ["pipeline"])
        reclaims = try metrics.counters(
            "zapline_reclaims_total", help: "Partitions claimed again: fenced, or commits were lost.",
            labels: ["pipeline"])
        halted = try metrics.gauges(
            "zapline_partitions_halted", help: "Partitions that may not go on.", labels: ["pipeline"])
        owned = try metrics.gauges(
            "zapline_partitions_owned", help: "Partitions that the group gave to this process.", labels: ["pipeline"])
        nextOffset = try metrics.gauges(
            "zapline_next_offset", help: "The offset to apply next.", labels: ["pipeline", "topic", "partition"],
            limit: 2_000)
    }
}
