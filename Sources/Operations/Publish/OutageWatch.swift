internal import Kafka

/// Sees for how long no broker has acknowledged anything though something is under way. Time comes from outside.
struct OutageWatch {
    private var delivered = -1
    private var since = Duration.zero

    /// The silence at `now`; zero where nothing is under way.
    mutating func silence(_ counts: DeliveryCounts, at now: Duration) -> Duration {
        if counts.delivered != delivered || counts.pending == 0 {
            delivered = counts.delivered
            since = now
        }
        return now - since
    }
}
