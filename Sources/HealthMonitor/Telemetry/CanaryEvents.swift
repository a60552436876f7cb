import Telemetry

/// What is shown of the canary.
struct CanaryInstruments: Sendable {
    let seconds: Histogram
    let sent: Counter
    let lost: Counter

    init(in metrics: Metrics) throws(MetricsError) {
        seconds = try metrics.histogram(
            "zapline_canary_seconds", help: "From producing a canary to seeing its row in the archive.")
        sent = try metrics.counter("zapline_canary_sent_total", help: "Canaries that were produced.")
        lost = try metrics.counter(
            "zapline_canary_lost_total", help: "Canaries that no broker took, or that didn't arrive in time.")
    }
}

/// A canary was produced.
struct CanarySent: TelemetryEvent {
    func record(in instruments: MonitorInstruments) { instruments.canary.sent.increment() }
}

/// A canary's row was seen.
struct CanaryArrived: TelemetryEvent {
    let seconds: Double

    func record(in instruments: MonitorInstruments) { instruments.canary.seconds.observe(seconds) }
}

/// A canary was given up.
struct CanaryLost: TelemetryEvent {
    func record(in instruments: MonitorInstruments) { instruments.canary.lost.increment() }
}
