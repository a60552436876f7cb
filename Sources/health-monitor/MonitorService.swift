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
            let runner = try MonitorRunner(monitor(database), report: MonitorReporter(host.logger, host.metrics))
            state.began(runner)
            host.stop.onRequest { runner.requestStop() }
            let ending = await runner.waitUntilEnded()
            if let reason = state.refusal { throw SchemaRefused(description: reason) }
            return ending == .stopped ? .done : .internalFault
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
        result.schemaFault = { [state] connection throws(PostgresError) in
            switch try SchemaGate.look(&connection) {
            case .open: return nil
            case .wait(let reason): return reason
            case .refuse(let reason):
                state.refuse(reason)
                return reason
            }
        }
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
    private struct State {
        var runner: MonitorRunner?
        var refusal: String?
    }

    private let state = Mutex(State())
    private var runner: MonitorRunner? { state.withLock { $0.runner } }

    /// Why this build can never write the schema that is there, or nil.
    var refusal: String? { state.withLock { $0.refusal } }

    /// The schema is a newer build's: the monitor ends.
    func refuse(_ reason: String) {
        let runner = state.withLock { state in
            state.refusal = reason
            return state.runner
        }
        runner?.requestStop()
    }

    /// A monitor runs; one whose schema was refused before we knew it ends at once.
    func began(_ runner: MonitorRunner) {
        let isRefused = state.withLock { state in
            state.runner = runner
            return state.refusal != nil
        }
        if isRefused { runner.requestStop() }
    }

    var snapshot: HealthSnapshot {
        if let runner { return runner.snapshot }
        var snapshot = HealthSnapshot()
        snapshot.status.reading = "starting"
        return snapshot
    }

    func history(of subjects: [String]) -> JSONValue {
        runner?.history(of: subjects)
            ?? HistoryBook().days(of: [], now: WallTime.now().microseconds).json
    }

    var report: HealthReport {
        guard let status = runner?.status else {
            return HealthReport(
                components: [HealthReport.Component("role", .degraded, "starting")], notReady: ["starting"])
        }
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
