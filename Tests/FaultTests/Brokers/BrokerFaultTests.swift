import TestSupport
import Testing

extension Faults {
    @Suite("Brokers that die, freeze and come back", .timeLimit(.minutes(10)), .serialized)
    struct BrokerFaultTests {
        static func run(_ name: String, seed: UInt64, fault: (Trial, KafkaCluster, Leaders) async throws -> Void)
            async throws
        {
            let bench = try await Cluster.bench()
            let (cluster, leaders) = (try Cluster.shared(), try Leaders(bench))
            try await Trial.run(name, seed: FaultSettings.seed(or: seed), on: bench) { trial in
                try await fault(trial, cluster, leaders)
            }
        }

        /// Others lead what `broker` led, and the pipelines get to the log's end without it.
        static func without(_ broker: Int, _ trial: Trial, _ leaders: Leaders) async throws {
            let began = ContinuousClock.now
            await trial.expect("others lead what broker \(broker) led") { try leaders.haveLeft(broker) }
            let change = ContinuousClock.now - began
            let recovery = try await trial.settling.waitForZeroLag(since: began)
            trial.note(
                "others lead after \(Report.seconds(change)) s, zero lag without it after \(Report.seconds(recovery)) s"
            )
        }

        @Test("A leader is killed, others take over, and it comes back")
        func leaderKilled() async throws {
            try await Self.run("one of three brokers: kill -9, start", seed: 11) { trial, cluster, leaders in
                let leader = try leaders.busiest()
                cluster.kill(leader)
                try await Self.without(leader, trial, leaders)
                try cluster.start(leader)
                await trial.expect("all copies are up to date") { try leaders.areWhole() }
            }
        }

        @Test("A leader is frozen, others take over, and it wakes", .inLongRuns)
        func leaderFrozen() async throws {
            try await Self.run("one of three brokers: SIGSTOP, SIGCONT", seed: 12) { trial, cluster, leaders in
                let leader = try leaders.busiest()
                cluster.freeze(leader)
                try await Self.without(leader, trial, leaders)
                cluster.thaw(leader)
                await trial.expect("all copies are up to date") { try leaders.areWhole() }
            }
        }

        @Test("The brokers are restarted one after another", .inLongRuns)
        func rolling() async throws {
            try await Self.run("three brokers: kill -9 and start, one by one", seed: 13) { trial, cluster, leaders in
                for broker in 0..<3 {
                    cluster.kill(broker)
                    try cluster.start(broker)
                    await trial.expect("all copies are up to date") { try leaders.areWhole() }
                }
            }
        }

        @Test("Two of three brokers are gone, so that none leads", .inLongRuns)
        func majorityGone() async throws {
            try await Self.run("two of three brokers: kill -9, start", seed: 14) { trial, cluster, leaders in
                cluster.kill(0)
                cluster.kill(1)
                await trial.expect("every process says that it isn't ready") { trial.isRed }
                try cluster.start(0)
                try cluster.start(1)
                await trial.expect("all copies are up to date") { try leaders.areWhole() }
            }
        }

        @Test("The only broker is killed and started again")
        func onlyBroker() async throws {
            let cluster = try KafkaCluster()
            defer { cluster.stop() }
            let bench = try await FaultBench(
                bootstrapServers: cluster.bootstrapServers, postgres: PrivatePostgres.shared())
            try await Trial.run("the only broker: kill -9, start", seed: FaultSettings.seed(or: 15), on: bench) {
                trial in
                cluster.kill(0)
                await trial.expect("every process says that it isn't ready") { trial.isRed }
                try cluster.start(0)
            }
        }
    }
}
