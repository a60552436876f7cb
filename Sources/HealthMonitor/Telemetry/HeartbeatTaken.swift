import Telemetry

/// The broker took this monitor's heartbeat.
struct HeartbeatTaken: TelemetryEvent {
    let at: Moment

    func record(in instruments: MonitorInstruments) { instruments.heartbeat.set(Double(at) / 1e6) }
}

extension Outgoing {
    /// Whether it is a monitor's heartbeat, and not the end of one.
    var isHeartbeat: Bool { value != nil && key.hasPrefix("monitor/") }
}
