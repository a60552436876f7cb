internal import Synchronization
import Telemetry

/// What is shown of single sessions, for who asked for it (`ZAPLINE_SESSION_METRICS`): a scrape grows by two lines for each.
final class SessionInstruments: Sendable {
    /// What is shown of one.
    struct Session: Sendable {
        let name: String
        let verdict: Verdict
        let lastEventAt: Moment?
    }

    private let shown = Mutex<[Session]>([])

    init(in metrics: Metrics) throws(MetricsError) {
        try metrics.gauges(
            "zapline_session_verdict",
            help: "A session's verdict: 0 ok, 1 unknown, 2 degraded, 3 down. Only by opt-in.",
            labels: ["session"]
        ) { [weak self] in
            self?.read { session in Double(Verdict.allCases.firstIndex(of: session.verdict) ?? 0) } ?? []
        }
        try metrics.gauges(
            "zapline_session_last_event_time_seconds",
            help: "When a session's last event happened, in seconds since the Unix epoch. Only by opt-in.",
            labels: ["session"]
        ) { [weak self] in
            self?.read { session in session.lastEventAt.map { Double($0) / 1e6 } } ?? []
        }
    }

    /// Shows these and no others.
    func show(_ sessions: [Session]) { shown.withLock { $0 = sessions } }

    private func read(_ value: (Session) -> Double?) -> [Reading.Sample] {
        shown.withLock { sessions in
            sessions.compactMap { session in value(session).map { Reading.Sample([session.name], $0) } }
        }
    }
}
