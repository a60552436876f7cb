package import Telemetry

/// What every program counts of itself.
package struct ServiceInstruments: InstrumentSet {
    let info: Family<Gauge>
    let stopping: Gauge
    let stopRequests: Family<Counter>

    /// Makes them.
    package init(in metrics: Metrics) throws(MetricsError) {
        info = try metrics.gauges(
            "zapline_build_info", help: "Always 1; its labels say what runs.", labels: ["program", "version"])
        stopping = try metrics.gauge("zapline_stopping", help: "1 while the program is on its way out.")
        stopRequests = try metrics.counters(
            "zapline_stop_requests_total", help: "Requests to stop, by where they came from.", labels: ["cause"],
            limit: 8)
    }
}

extension LogKey {
    /// The program's version.
    static let version: LogKey = "service.version"
    /// Where the endpoints listen.
    static let address: LogKey = "http.address"
    /// Why it stops.
    static let cause: LogKey = "service.stop.cause"
    /// What it ended with.
    static let exitCode: LogKey = "service.exit.code"
}
