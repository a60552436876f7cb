import Kafka
import Telemetry
import Testing

@testable import HealthMonitor

/// A database and a cluster of a test's own, and the monitors on them.
struct MonitorRig {
    let database: MonitorDatabase
    let cluster: MonitorCluster

    init() throws {
        database = try MonitorDatabase()
        cluster = try MonitorCluster()
    }

    /// Starts a monitor.
    ///
    /// - parameter metrics: where it counts, for who looks at that.
    func run(
        _ id: String, metrics: Metrics = Metrics(), _ change: (inout MonitorSettings) -> Void = { _ in }
    ) throws -> MonitorRunner {
        var settings = cluster.settings(database, id: id)
        change(&settings)
        return try MonitorRunner(settings, report: try Reporter(.silent, metrics))
    }

    /// Ends it in good order.
    func stop(_ monitor: MonitorRunner) async {
        monitor.requestStop()
        #expect(await monitor.waitUntilEnded() == .stopped)
    }
}
