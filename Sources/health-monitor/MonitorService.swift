import Consumers
import HTTPServer
import HealthMonitor
import HealthPage
import JSON
import Kafka
import Postgres
import Service
import Synchronization
import Telemetry

/// The monitor with its endpoints and its page.
struct MonitorService: Sendable {
    private let settings: ServiceSettings
    private let untilEnd: Bool
    private let hasCanary: Bool
    private let state = MonitorServiceState()
    private let page: HealthPage

    init(_ settings: ServiceSettings, untilEnd: Bool, hasCanary: Bool) {
        self.settings = settings
        page = Self.page(settings, state)
        self.untilEnd = untilEnd
        self.hasCanary = hasCanary
    }

    /// Runs until it is asked to stop, or until the end.
    func run(_ host: ServiceHost) async -> ExitCode {
        let telling = Task { [page] in await page.run() }
        defer { telling.cancel() }
        return await host.run(health: { [state] in state.report }, routes: page.routes, limits: Self.limits) {
            let database = ConsumerSettings.database(settings, name: "zapline/health")
            try await SchemaGate.pass(database, host) { state.waits($0) }
            guard !host.stop.isRequested else { return .done }
            let runner = try MonitorRunner(monitor(database), report: MonitorReporter(host.logger, host.metrics))
            state.began(runner)
            host.stop.onRequest { runner.requestStop() }
            return await runner.waitUntilEnded() == .stopped ? .done : .internalFault
        }
    }

    /// Fewer browsers than a server of ours usually takes: each may have a queue of a megabyte.
    private static let limits = HTTPServer.Limits(streams: 24)

    private func monitor(_ database: ConnectionSettings) -> MonitorSettings {
        var result = MonitorSettings(
            kafka: ConsumerSettings.client(settings, name: "health-monitor"), database: database,
            id: ConsumerSettings.owner)
        result.topicPrefix = settings.topicPrefix
        result.maxEventBytes = settings.maxEventBytes.bytes
        result.queueBytes = settings.memory.bytes / 4
        result.untilEnd = untilEnd
        if !hasCanary { result.canary = nil }
        result.version = Version.current
        result.databaseDisk = settings.databaseDisk.map { Int64($0.bytes) }
        let names = TopicNames(prefix: settings.topicPrefix)
        // The monitor itself reads without a group.
        for (pipeline, _) in result.pipelines where pipeline != "health" {
            result.groups[pipeline] = names.group(of: pipeline)
        }
        result.sessionMetrics = settings.sessionMetrics
        return result
    }

    private static func page(_ settings: ServiceSettings, _ state: MonitorServiceState) -> HealthPage {
        HealthPage(
            HealthPage.Source(
                snapshot: { state.snapshot }, history: { state.history(of: $0) },
                now: { WallTime.now().microseconds }),
            check: settings.httpToken.flatMap { TokenCheck($0.reveal()) })
    }
}

/// What the endpoints tell of the monitor.
private final class MonitorServiceState: Sendable {
    private let waiting = Mutex<String?>("starting")
    private let runner = Mutex<MonitorRunner?>(nil)

    func waits(_ reason: String) { waiting.withLock { $0 = reason } }

    func began(_ runner: MonitorRunner) {
        self.runner.withLock { $0 = runner }
        waiting.withLock { $0 = nil }
    }

    var snapshot: HealthSnapshot {
        if let runner = runner.withLock({ $0 }) { return runner.snapshot }
        var snapshot = HealthSnapshot()
        snapshot.status.reading = waiting.withLock { $0 }
        return snapshot
    }

    func history(of subjects: [String]) -> JSONValue {
        runner.withLock { $0 }?.history(of: subjects)
            ?? HistoryBook().days(of: [], now: WallTime.now().microseconds).json
    }

    var report: HealthReport {
        if let reason = waiting.withLock({ $0 }) {
            return HealthReport(
                components: [HealthReport.Component("schema", .degraded, reason)], notReady: [reason])
        }
        guard let status = runner.withLock({ $0 })?.status else { return HealthReport() }
        var report = HealthReport(components: [HealthReport.Component("role", .ok, status.role.word)])
        let parts = [
            ("broker", status.broker), ("database", status.database), ("reading", status.reading),
            ("publishing", status.publishing),
        ]
        for (part, fault) in parts {
            report.components.append(HealthReport.Component(part, fault == nil ? .ok : .degraded, fault ?? ""))
        }
        report.notReady = [status.broker, status.database, status.reading, status.stuck].compactMap { $0 }
        report.needsRestart = status.stuck
        return report
    }
}
