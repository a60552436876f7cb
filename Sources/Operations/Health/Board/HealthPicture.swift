internal import HealthMonitor
internal import Service

/// The board at one moment, what needs a person first.
struct HealthPicture: Hashable, Sendable {
    /// The subjects in order.
    let rows: [HealthRow]
    /// The newest heartbeat.
    let heartbeat: Heartbeat
    /// Records that nobody understood.
    let faults: HealthFaults

    /// What a script is told: 0 only where a monitor lives and everything that was asked for is well.
    ///
    /// - parameter filter: what was asked for. A subject that was named must be there.
    func exitCode(_ filter: HealthFilter) -> ExitCode {
        guard heartbeat.isFresh, filter.missing(in: rows).isEmpty else { return .found }
        return rows.contains { $0.verdict != .ok && filter.shows($0) } ? .found : .done
    }
}
