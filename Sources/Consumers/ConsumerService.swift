import Kafka
package import Pipeline
import Postgres
package import Service
import Synchronization
import Telemetry

/// What the programs that only run pipelines share: settings, endpoints, the wait for the schema, start and stop.
package struct ConsumerService: Sendable {
    private let program: String
    private let settings: ServiceSettings
    private let definitions: [PipelineDefinition]
    private let untilEnd: Bool
    private let watchdog: Watchdog.Bounds
    private let state = ServiceState()

    /// A service that runs `definitions`.
    ///
    /// - parameter watchdog: how long what stands still is borne with.
    package init(
        program: String, settings: ServiceSettings, definitions: [PipelineDefinition], untilEnd: Bool,
        watchdog: Watchdog.Bounds = Watchdog.Bounds()
    ) {
        self.program = program
        self.settings = settings
        self.definitions = definitions
        self.untilEnd = untilEnd
        self.watchdog = watchdog
    }

    /// The options that every consumer takes.
    package static let options = [
        Option.flag(
            "until-end",
            help:
                "Stop at the end offsets that are seen first: for batch replays. Ends with 1 where a partition is halted."
        )
    ]

    /// Runs until it is asked to stop, or until the end.
    package func run(_ host: ServiceHost) async -> ExitCode {
        await host.run(health: { [state] in state.report }) {
            let database = ConsumerSettings.database(settings, name: "zapline/\(program)")
            try await SchemaGate.pass(database, host) { state.waits($0) }
            state.began()
            return try await consume(host)
        }
    }

    private func consume(_ host: ServiceHost) async throws -> ExitCode {
        warnOfSCRAM(host)
        let instruments = try PipelineInstruments(in: host.metrics)
        let names = definitions.map(\.name)
        for definition in definitions where !host.stop.isRequested {
            let report = PipelineReporter(pipeline: definition.name, logger: host.logger, instruments: instruments)
            var pipeline = ConsumerSettings.pipeline(
                definition.name, of: names, settings, program: program, untilEnd: untilEnd)
            pipeline.watchdog = watchdog
            let runner = try PipelineRunner(definition, pipeline, report: report)
            state.add(runner)
            host.stop.onRequest { runner.requestStop() }
        }
        let watch = Task { [state] in await Self.watch(state, host) }
        defer { watch.cancel() }
        var code = ExitCode.done
        for runner in state.runners { code = Self.worse(code, Self.code(of: await runner.waitUntilEnded(), host)) }
        return code
    }

    /// Ends the process where something stands still that no wait of ours explains: its supervisor starts it anew, and the next
    /// owner's claim fences what may still be under way.
    private static func watch(_ state: ServiceState, _ host: ServiceHost) async {
        while !Task.isCancelled {
            for runner in state.runners {
                let status = runner.status
                guard status.mustEnd else { continue }
                host.logger.critical(
                    "the process ends, to be started anew",
                    [.error: .string(status.stuck ?? ""), "pipeline": .string(runner.name)])
                runner.abandon()
                // The others end in good order first.
                for other in state.runners { other.requestStop() }
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// librdkafka before 2.6.1 sends its nonce twice, which Kafka 4 refuses (librdkafka#4895).
    private func warnOfSCRAM(_ host: ServiceHost) {
        let mechanism = settings.kafka.properties["sasl.mechanism"] ?? settings.kafka.properties["sasl.mechanisms"]
        guard mechanism?.reveal().hasPrefix("SCRAM") == true, !Library.canUseSCRAMWithKafka4 else { return }
        host.logger.warning(
            "this librdkafka can't log in with SCRAM to Kafka 4: install 2.6.1 or newer, or use PLAIN over TLS",
            ["librdkafka": .string(Library.version)])
    }

    private static func code(of ending: PipelineRunner.Ending, _ host: ServiceHost) -> ExitCode {
        switch ending {
        case .stopped(let halted): return halted ? .found : .done
        case .hung: return .internalFault
        case .failed(let reason):
            host.logger.error("a pipeline failed", [.error: .string(reason)])
            return .internalFault
        }
    }

    private static func worse(_ left: ExitCode, _ right: ExitCode) -> ExitCode {
        left.rawValue >= right.rawValue ? left : right
    }
}

/// What the endpoints tell of a consumer.
private final class ServiceState: Sendable {
    private let waiting = Mutex<String?>("starting")
    private let started = Mutex<[PipelineRunner]>([])

    var runners: [PipelineRunner] { started.withLock { $0 } }
    func add(_ runner: PipelineRunner) { started.withLock { $0.append(runner) } }
    func waits(_ reason: String) { waiting.withLock { $0 = reason } }
    func began() { waiting.withLock { $0 = nil } }

    var report: HealthReport {
        if let reason = waiting.withLock({ $0 }) {
            return HealthReport(
                components: [HealthReport.Component("schema", .degraded, reason)], notReady: [reason])
        }
        return runners.reduce(into: HealthReport()) { $0.add($1.status) }
    }
}

extension HealthReport {
    /// Adds a pipeline: an outage shows in the components and in readiness, only what a restart heals in `needsRestart`.
    mutating func add(_ status: PipelineStatus) {
        let name = status.pipeline
        if let stuck = status.stuck { needsRestart = "\(name): \(stuck)" }
        for (part, fault) in [("broker", status.broker), ("database", status.database)] {
            components.append(Component("\(name).\(part)", fault == nil ? .ok : .degraded, fault ?? ""))
            if let fault { notReady.append("\(name): \(part): \(fault)") }
        }
        let partitions = "\(status.owned) owned, \(status.halted.count) halted"
        components.append(Component("\(name).partitions", status.halted.isEmpty ? .ok : .degraded, partitions))
        if !status.stalled.isEmpty {
            components.append(Component("\(name).progress", .degraded, status.stalled.joined(separator: "; ")))
        }
        notReady += status.stalled.map { "\(name): stalled: \($0)" }
        notReady += status.halted.map { "\(name): halted: \($0)" }
        if let stuck = status.stuck { notReady.append("\(name): \(stuck)") }
    }
}
