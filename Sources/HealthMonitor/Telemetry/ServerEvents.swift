import Telemetry

/// What is shown of the two servers.
struct ServerInstruments: Sendable {
    let reachable: Family<Gauge>
    let roundTrip: Family<Gauge>
    let diskFree: Gauge
    let connections: Gauge
    let maxConnections: Gauge
    let clockSkew: Family<Gauge>

    init(in metrics: Metrics) throws(MetricsError) {
        reachable = try metrics.gauges(
            "zapline_server_reachable", help: "Whether the monitor got an answer from a server when it last asked.",
            labels: ["server"])
        roundTrip = try metrics.gauges(
            "zapline_server_round_trip_seconds", help: "How long a server took to answer when it was last asked.",
            labels: ["server"])
        diskFree = try metrics.gauge(
            "zapline_database_free_bytes", help: "Free bytes on the database's disk; NaN where that isn't known.")
        connections = try metrics.gauge(
            "zapline_database_connections", help: "Connections that the database has; NaN where that isn't known.")
        maxConnections = try metrics.gauge(
            "zapline_database_max_connections",
            help: "Connections that the database takes at most; NaN where that isn't known.")
        clockSkew = try metrics.gauges(
            "zapline_clock_skew_seconds",
            help: "How far a server's clock is ahead of the monitor's.", labels: ["server"])
        for unknown in [diskFree, connections, maxConnections] { unknown.set(Double.nan) }
    }
}

/// A server was asked something.
struct ServerLooked: TelemetryEvent {
    /// Which.
    enum Server: String, Sendable { case broker, database }

    let server: Server
    let reachable: Bool
    /// How long the answer took; nil where there was none.
    let seconds: Double?
    /// How far its clock is ahead of ours; nil where that isn't known.
    let clockSkewSeconds: Double?

    func record(in instruments: MonitorInstruments) {
        instruments.servers.reachable.child(server.rawValue).set(reachable)
        set(instruments.servers.roundTrip, seconds)
        set(instruments.servers.clockSkew, clockSkewSeconds)
    }

    /// What isn't known has no series: an old figure must not stay.
    private func set(_ gauges: Family<Gauge>, _ value: Double?) {
        if let value { gauges.child(server.rawValue).set(value) } else { gauges.remove(server.rawValue) }
    }
}

/// The database's room was looked at; nil: it isn't known.
struct DatabaseLooked: TelemetryEvent {
    let freeBytes: Int64?
    let connections: Int?
    let maxConnections: Int?

    func record(in instruments: MonitorInstruments) {
        instruments.servers.diskFree.set(freeBytes.map(Double.init) ?? .nan)
        instruments.servers.connections.set(connections.map(Double.init) ?? .nan)
        instruments.servers.maxConnections.set(maxConnections.map(Double.init) ?? .nan)
    }
}

/// Open dead letters were counted, for each pipeline.
struct LettersCounted: TelemetryEvent {
    let open: [String: Int]

    func record(in instruments: MonitorInstruments) { instruments.consumers.set(openLetters: open) }
}
