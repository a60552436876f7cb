import Postgres
import TestSupport

/// Carries out a schedule, and remembers what is away, so that at the end all is there again.
///
/// At most one broker and the database are away at a time: a step that would take more passes.
final class Mixture {
    private let trial: Trial
    private let cluster: KafkaCluster
    private let postgres: PrivatePostgres
    /// What each step struck, until it is over.
    private var struck: [Int: Struck] = [:]

    private enum Struck {
        case consumer(ConsumerProcess)
        case broker(Int, isFrozen: Bool)
        case database(isFrozen: Bool)
    }

    /// For a trial on these servers.
    init(_ trial: Trial, _ cluster: KafkaCluster, _ postgres: PrivatePostgres) {
        self.trial = trial
        self.cluster = cluster
        self.postgres = postgres
    }

    /// All of the schedule, and then whatever is still away comes back.
    func run(_ schedule: Schedule, isolation: isolated (any Actor)? = #isolation) async throws {
        let began = ContinuousClock.now
        for moment in schedule.moments {
            let wait = began + moment.at - ContinuousClock.now
            if wait > .zero { await trial.pass(wait) }
            if moment.isBegin {
                try await begin(moment.step, schedule.steps[moment.step])
            } else if let what = struck.removeValue(forKey: moment.step) {
                try end(what)
            }
        }
        try trial.fleet.heal(copies: 2)
    }

    private func begin(_ number: Int, _ step: Schedule.Step, isolation: isolated (any Actor)? = #isolation) async throws
    {
        switch step.kind {
        case .consumerKilled, .consumerRestarted, .consumerFrozen, .consumerLeaves:
            try await strikeConsumer(number, step)
        case .consumerJoins:
            // As many as a small machine bears.
            guard trial.fleet.running().count < 8 else { return }
            try trial.fleet.start(pick(ConsumerProcess.Program.allCases, step) ?? .statusProjector)
        case .brokerKilled, .brokerFrozen: strikeBroker(number, step)
        case .databaseRestarted, .databaseKilled, .databaseFrozen, .sessionsEnded: strikeDatabase(number, step)
        }
    }

    private func strikeConsumer(
        _ number: Int, _ step: Schedule.Step, isolation: isolated (any Actor)? = #isolation
    ) async throws {
        guard let process = pick(trial.fleet.running().filter(\.isAwake), step) else { return }
        switch step.kind {
        case .consumerKilled: process.kill()
        case .consumerFrozen: process.freeze()
        default: process.terminate()
        }
        // One that leaves for good is replaced at the very end, where fewer than two are left.
        if step.kind != .consumerLeaves { struck[number] = .consumer(process) }
    }

    private func strikeBroker(_ number: Int, _ step: Schedule.Step) {
        let isOneAway = struck.values.contains { if case .broker = $0 { true } else { false } }
        guard !isOneAway else { return }
        let broker = Int(step.pick % 3)
        let isFrozen = step.kind == .brokerFrozen
        if isFrozen { cluster.freeze(broker) } else { cluster.kill(broker) }
        struck[number] = .broker(broker, isFrozen: isFrozen)
    }

    private func strikeDatabase(_ number: Int, _ step: Schedule.Step) {
        let isAway = struck.values.contains { if case .database = $0 { true } else { false } }
        guard !isAway else { return }
        switch step.kind {
        case .databaseRestarted: postgres.stopServer()
        case .databaseKilled: postgres.killServer()
        case .databaseFrozen: postgres.freeze()
        default: return endSessions()
        }
        struck[number] = .database(isFrozen: step.kind == .databaseFrozen)
    }

    /// Ends every session of the consumers' in whatever it does.
    private func endSessions() {
        // The database may just be starting; then it has no sessions to end.
        _ = try? trial.bench.value(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'zapline/%'")
    }

    private func end(_ what: Struck) throws {
        switch what {
        case .consumer(let process):
            if process.isFrozen { process.thaw() } else { try trial.fleet.start(process.program) }
        case .broker(let broker, true): cluster.thaw(broker)
        case .broker(let broker, false): try cluster.start(broker)
        case .database(true): postgres.thaw()
        case .database(false): postgres.startServer()
        }
    }

    private func pick<Element>(_ choices: [Element], _ step: Schedule.Step) -> Element? {
        choices.isEmpty ? nil : choices[Int(step.pick % UInt64(choices.count))]
    }
}
