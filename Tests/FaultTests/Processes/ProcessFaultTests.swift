import TestSupport
import Testing

extension Faults {
    @Suite("Consumers that die, leave, freeze and crowd", .timeLimit(.minutes(10)), .serialized)
    struct ProcessFaultTests {
        /// The ways in which a group shares its partitions: by increments, and all anew each time.
        static let strategies = ["cooperative-sticky", "range"]

        /// Both of them, or in a short run that one.
        static func strategies(orOnly one: String) -> [String] { FaultSettings.isBrief ? [one] : strategies }

        static func run(
            _ name: String, seed: UInt64, strategy: String = strategies[0], copies: Int = 2,
            fault: (Trial) async throws -> Void
        ) async throws {
            let bench = try await FaultBench(
                bootstrapServers: PrivateKafka.shared().bootstrapServers, postgres: PrivatePostgres.shared())
            var plan = Trial.Plan()
            plan.copies = copies
            plan.environment["KAFKA_PARTITION_ASSIGNMENT_STRATEGY"] = strategy
            let suffix = strategy == strategies[0] ? "" : " (\(strategy))"
            try await Trial.run(name + suffix, seed: FaultSettings.seed(or: seed), on: bench, plan, fault: fault)
        }

        @Test("One of two processes of each program is killed, and the other takes over")
        func oneKilled() async throws {
            try await Self.run("one of two consumers: kill -9", seed: 1) { trial in
                for program in ConsumerProcess.Program.allCases { trial.fleet.running(program).first?.kill() }
            }
        }

        @Test("All are killed at once, again and again, and started anew")
        func allKilled() async throws {
            try await Self.run("all consumers: kill -9 and start, five times", seed: 2, strategy: "range") { trial in
                for _ in 0..<5 {
                    for process in trial.fleet.running() { process.kill() }
                    try trial.fleet.heal(copies: 2)
                    let applied = try Verdict.applied(by: trial.bench)
                    await trial.expect("something is applied") { try Verdict.applied(by: trial.bench) > applied }
                    // Somewhere within a batch, not always right behind the first.
                    await trial.pass(.milliseconds(Int.random(in: 0...300, using: &trial.random)))
                }
            }
        }

        @Test(
            "Processes are restarted one after another, as a deployment does",
            arguments: strategies(orOnly: "cooperative-sticky"))
        func restarted(strategy: String) async throws {
            try await Self.run("consumers: SIGTERM and start, one by one", seed: 3, strategy: strategy) { trial in
                for process in trial.fleet.running() {
                    process.terminate()
                    let end = await process.waitForEnd()
                    if end != .code(0) { trial.problem("after SIGTERM: \(end.map { "\($0)" } ?? "it still runs")") }
                    try trial.fleet.start(process.program)
                }
            }
        }

        @Test(
            "A process frozen beyond its session's timeout wakes as a zombie and is fenced",
            arguments: strategies(orOnly: "cooperative-sticky"))
        func zombie(strategy: String) async throws {
            try await Self.run("a consumer: SIGSTOP past the session, SIGCONT", seed: 4, strategy: strategy) { trial in
                let zombies = ConsumerProcess.Program.allCases.compactMap { trial.fleet.running($0).first }
                let held = try zombies.map { try Owned.rows(of: $0, trial.bench) }
                for zombie in zombies { zombie.freeze() }
                for (zombie, before) in zip(zombies, held) {
                    if before.isEmpty { trial.problem("\(zombie.program.rawValue) held nothing to be taken over") }
                    await trial.expect("others have all that \(zombie.program.rawValue) held") {
                        try Owned.rows(of: zombie, trial.bench).isEmpty
                    }
                    let after = try Owned.epochs(trial.bench)
                    for (place, epoch) in before where after[place] ?? 0 <= epoch {
                        trial.problem("\(place) was taken over without a new epoch")
                    }
                }
                for zombie in zombies { zombie.thaw() }
                for zombie in zombies {
                    await trial.expect("\(zombie.program.rawValue) is a member again") {
                        try !Owned.rows(of: zombie, trial.bench).isEmpty
                    }
                    let fenced = Metric.sum("zapline_batch_failures_total", with: #"class="fenced""#, of: zombie)
                    trial.note("\(zombie.program.rawValue) woke and was fenced \(fenced) times")
                }
            }
        }

        @Test("Processes join and leave every second", arguments: strategies(orOnly: "range"))
        func storm(strategy: String) async throws {
            try await Self.run("consumers: one joins or leaves every second", seed: 5, strategy: strategy) { trial in
                for _ in 0..<(FaultSettings.isBrief ? 8 : 15) {
                    let program =
                        ConsumerProcess.Program.allCases.randomElement(using: &trial.random) ?? .statusProjector
                    let running = trial.fleet.running(program)
                    if running.count < 2 || running.count < 4 && Bool.random(using: &trial.random) {
                        try trial.fleet.start(program)
                    } else if let leaving = running.randomElement(using: &trial.random) {
                        if Int.random(in: 0..<4, using: &trial.random) == 0 {
                            leaving.kill()
                        } else {
                            leaving.terminate()
                        }
                    }
                    await trial.pass(.seconds(1))
                }
                try trial.fleet.heal(copies: 2)
            }
        }
    }
}
