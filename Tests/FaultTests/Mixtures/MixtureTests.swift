import TestSupport
import Testing

extension Faults {
    @Suite(
        "Faults of every kind, mixed by a seed", .timeLimit(.minutes(10 + Int(FaultSettings.minutes ?? 0))), .serialized
    )
    struct MixtureTests {
        @Test("Processes, brokers and database fail as the seed says, one upon another")
        func mixture() async throws {
            let end = ContinuousClock.now + .seconds(60 * (FaultSettings.minutes ?? 0))
            var seed = FaultSettings.mixtureSeed
            repeat {
                print("a mixture of faults: bash Tests/run.sh faults --seed \(seed)")
                try await Self.run(seed)
                seed += 1
            } while ContinuousClock.now < end
        }

        static func run(_ seed: UInt64) async throws {
            let (cluster, postgres) = (try Cluster.shared(), try PrivatePostgres())
            let bench = try await Cluster.bench(postgres: postgres)
            let schedule = Schedule(seed: seed, count: FaultSettings.isBrief ? 8 : 16)
            try await Trial.run("a mixture", seed: seed, on: bench) { trial in
                trial.note(schedule.text)
                try await Mixture(trial, cluster, postgres).run(schedule)
            }
        }
    }
}
