package import Telemetry

/// What the monitor counts, and under which names.
package struct MonitorInstruments: InstrumentSet {
    let isActive: Gauge
    let records: Family<Counter>
    let ignored: Family<Counter>
    let sessions: Family<Gauge>
    let lagRecords: Family<Gauge>
    let lagSeconds: Family<Gauge>
    let published: Family<Counter>
    let publishFailures: Counter
    let commands: Counter
    let resets: Counter
    let commitSeconds: Histogram
    let canary: CanaryInstruments

    /// Makes them.
    package init(in metrics: Metrics) throws(MetricsError) {
        isActive = try metrics.gauge("zapline_monitor_active", help: "Whether this monitor is the active one.")
        records = try metrics.counters(
            "zapline_monitor_records_total", help: "Records that the monitor has read.", labels: ["topic"])
        ignored = try metrics.counters(
            "zapline_monitor_ignored_total", help: "Records that tell the monitor nothing.", labels: ["why"])
        sessions = try metrics.gauges("zapline_sessions", help: "Sessions by verdict.", labels: ["verdict"])
        lagRecords = try metrics.gauges(
            "zapline_consumer_lag_records", help: "Records that a pipeline has not applied yet.",
            labels: ["pipeline", "topic", "partition"], limit: 2_000)
        lagSeconds = try metrics.gauges(
            "zapline_consumer_lag_seconds", help: "Age of the oldest record that a pipeline has not applied yet.",
            labels: ["pipeline", "topic", "partition"], limit: 2_000)
        published = try metrics.counters(
            "zapline_monitor_published_total", help: "Records that the monitor has published.", labels: ["topic"])
        publishFailures = try metrics.counter(
            "zapline_monitor_publish_failures_total", help: "Groups of records that have to be published again.")
        commands = try metrics.counter(
            "zapline_reconnect_commands_total", help: "Reconnects that the monitor has asked for.")
        resets = try metrics.counter(
            "zapline_monitor_resets_total", help: "Partitions that the monitor began anew, their offsets being gone.")
        commitSeconds = try metrics.histogram(
            "zapline_monitor_commit_seconds", help: "From the first byte of a transaction to its commit.")
        canary = try CanaryInstruments(in: metrics)
    }
}

/// Where the monitor reports.
package typealias MonitorReporter = Reporter<MonitorInstruments>
