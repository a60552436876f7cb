import TestSupport
import Testing

extension Faults {
    @Suite(
        "The network between consumers and the broker", .enabled(if: Toxiproxy.isAvailable, "TOXIPROXY is not set"),
        .timeLimit(.minutes(10)), .serialized)
    struct BrokerNetworkTests {
        @Test("Every connection is cut, and none is taken for a while")
        func cut() async throws {
            try await ProxiedServers.run("broker: connections cut for 4 s", seed: 211) { trial, servers in
                try servers.broker.cut()
                await trial.pass(.seconds(4))
            }
        }

        @Test(
            "None is taken for longer than a member may be silent, so that the group gives up all of them", .inLongRuns)
        func cutForLong() async throws {
            try await ProxiedServers.run("broker: connections cut for 10 s", seed: 212) { trial, servers in
                try servers.broker.cut()
                await trial.pass(.seconds(10))
            }
        }

        @Test("Connections are cut again and again, in the middle of an answer too", .inLongRuns)
        func cutOften() async throws {
            try await ProxiedServers.run("broker: connections cut every 0.5 s", seed: 213) { trial, servers in
                for _ in 0..<15 {
                    try servers.broker.cut()
                    try servers.broker.restore()
                    await trial.pass(.milliseconds(Int.random(in: 200...800, using: &trial.random)))
                }
            }
        }

        @Test(
            "Bytes vanish, one way or both, for longer than a member may be silent", .inLongRuns,
            arguments: [(true, false), (false, true), (true, true)])
        func swallowed(upstream: Bool, downstream: Bool) async throws {
            let ways = (upstream ? " to it" : "") + (downstream ? " from it" : "")
            try await ProxiedServers.run("broker: black hole\(ways) for 10 s", seed: 214) { trial, servers in
                try servers.broker.blackHole(upstream: upstream, downstream: downstream)
                await trial.pass(.seconds(10))
            }
        }

        @Test("Answers are late, by 50 to 500 ms", .inLongRuns, arguments: [50, 500])
        func late(milliseconds: Int) async throws {
            let name = "broker: answers \(milliseconds) ms late, for 8 s"
            try await ProxiedServers.run(name, seed: 215) { trial, servers in
                try servers.broker.delay(milliseconds: milliseconds, jitter: milliseconds / 2)
                await trial.pass(.seconds(8))
            }
        }

        @Test("The network is slow: 20 kB a second", .inLongRuns)
        func slow() async throws {
            try await ProxiedServers.run("broker: 20 kB/s for 8 s", seed: 216) { trial, servers in
                try servers.broker.limit(bytesPerSecond: 20_000)
                await trial.pass(.seconds(8))
            }
        }
    }
}
