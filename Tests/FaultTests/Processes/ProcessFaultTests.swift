import TestSupport
import Testing

extension Faults {
    @Suite("Consumers that die, leave, freeze and crowd", .timeLimit(.minutes(10)), .serialized)
    struct ProcessFaultTests {
        static func bench() async throws -> FaultBench {
            try await FaultBench(
                bootstrapServers: PrivateKafka.shared().bootstrapServers, postgres: PrivatePostgres.shared())
        }

        @Test("One of two processes of each program is killed, and the other takes over")
        func killed() async throws {
            try await Trial.run("consumers: kill -9", seed: FaultSettings.seed(or: 1), on: Self.bench()) { trial in
                for program in ConsumerProcess.Program.allCases { trial.fleet.running(program).first?.kill() }
            }
        }
    }
}
