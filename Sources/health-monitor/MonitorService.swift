import Consumers
import HTTPServer
import HealthMonitor
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

    init(_ settings: ServiceSettings, untilEnd: Bool, hasCanary: Bool) {
        self.settings = settings
        self.untilEnd = untilEnd
        self.hasCanary = hasCanary
    }

    /// Runs until it is asked to stop, or until the end.
    func run(_ host: ServiceHost) async -> ExitCode {
        await host.run(health: { [state] in state.report }, routes: routes) {
            let database = ConsumerSettings.database(settings, name: "zapline/health")
            try await SchemaGate.pass(database, host) { state.waits($0) }
            guard !host.stop.isRequested else { return .done }
            let runner = try MonitorRunner(monitor(database), report: MonitorReporter(host.logger, host.metrics))
            state.began(runner)
            host.stop.onRequest { runner.requestStop() }
            return await runner.waitUntilEnded() == .stopped ? .done : .internalFault
        }
    }

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

    private var routes: [Route] {
        let check = settings.httpToken.flatMap { TokenCheck($0.reveal()) }
        return [
            Route("GET", "/", check: check) { [state] _ in
                Response(
                    contentType: "text/html; charset=utf-8",
                    body: Array(StatusPage.html(state.snapshot, now: Self.now).utf8))
            },
            Route("GET", "/api/health", check: check) { [state] _ in
                .json(Array(HealthDocument.json(state.snapshot, now: Self.now).text.utf8))
            },
        ]
    }

    private static var now: Int64 { WallTime.now().microseconds }
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

    var snapshot: HealthSnapshot { runner.withLock { $0 }?.snapshot ?? HealthSnapshot() }

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
