internal import Kafka
package import Telemetry

/// What the monitor counts, and under which names.
package struct MonitorInstruments: InstrumentSet {
    let isActive: Gauge
    let records: Family<Counter>
    let ignored: Family<Counter>
    let sessions: Family<Gauge>
    let sessionReasons: Family<Gauge>
    let heartbeat: Gauge
    let unpublished: Gauge
    let lagRecords: Family<Gauge>
    let lagSeconds: Family<Gauge>
    let published: Family<Counter>
    let publishFailures: Counter
    let refused: Counter
    let commands: Counter
    let resets: Counter
    let commitSeconds: Histogram
    let eachSession: SessionInstruments
    let consumers: ConsumerInstruments
    let servers: ServerInstruments
    let canary: CanaryInstruments

    /// Makes them.
    package init(in metrics: Metrics) throws(MetricsError) {
        isActive = try metrics.gauge("zapline_monitor_active", help: "Whether this monitor is the active one.")
        records = try metrics.counters(
            "zapline_monitor_records_total", help: "Records that the monitor has read.", labels: ["topic"])
        ignored = try metrics.counters(
            "zapline_monitor_ignored_total", help: "Records that tell the monitor nothing.", labels: ["why"])
        sessions = try metrics.gauges("zapline_sessions", help: "Sessions by verdict.", labels: ["verdict"])
        sessionReasons = try metrics.gauges(
            "zapline_sessions_by_reason", help: "Sessions that have a reason code among their reasons.",
            labels: ["code"])
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
        refused = try metrics.counter(
            "zapline_monitor_refused_records_total",
            help: "Records that were given up, being larger than the client or the topic allows.")
        commands = try metrics.counter(
            "zapline_reconnect_commands_total", help: "Reconnects that the monitor has asked for.")
        resets = try metrics.counter(
            "zapline_monitor_resets_total", help: "Partitions that the monitor began anew, their offsets being gone.")
        commitSeconds = try metrics.histogram(
            "zapline_monitor_commit_seconds", help: "From the first byte of a transaction to its commit.")
        heartbeat = try metrics.gauge(
            "zapline_monitor_heartbeat_time_seconds",
            help: "When the broker last took this monitor's heartbeat, in seconds since the Unix epoch; 0: not yet.")
        unpublished = try metrics.gauge(
            "zapline_monitor_unpublished_records", help: "Records that wait in the outbox to be published.")
        eachSession = try SessionInstruments(in: metrics)
        consumers = try ConsumerInstruments(in: metrics)
        servers = try ServerInstruments(in: metrics)
        canary = try CanaryInstruments(in: metrics)
    }
}

extension MonitorInstruments {
    /// Forgets what only the active monitor knows: of two, the other one shows it now.
    func forgetSight() {
        sessions.removeAll()
        sessionReasons.removeAll()
        eachSession.show([])
        forgetConsumers()
    }

    /// Forgets what is known of consumers.
    func forgetConsumers() {
        lagRecords.removeAll()
        lagSeconds.removeAll()
        consumers.removeAll()
    }

    /// Shows the lag of `all`, and of no others: neither what isn't known now nor what is gone may go on as it was.
    func show(_ all: [ConsumerHealth]) {
        func labels(_ place: ConsumerPlace) -> [String] {
            [place.pipeline, place.partition.topic, "\(place.partition.partition)"]
        }
        let records = all.compactMap { consumer in consumer.lagRecords.map { (labels(consumer.place), $0) } }
        let seconds = all.compactMap { consumer in consumer.lagSeconds.map { (labels(consumer.place), $0) } }
        lagRecords.keep(Set(records.map(\.0)))
        lagSeconds.keep(Set(seconds.map(\.0)))
        for (labels, lag) in records { lagRecords.child(values: labels).set(lag) }
        for (labels, lag) in seconds { lagSeconds.child(values: labels).set(lag) }
    }
}

/// Where the monitor reports.
package typealias MonitorReporter = Reporter<MonitorInstruments>
