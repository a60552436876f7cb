import TestSupport
import Testing

extension Faults {
    @Suite(
        "The network between consumers and the database", .enabled(if: Toxiproxy.isAvailable, "TOXIPROXY is not set"),
        .timeLimit(.minutes(10)), .serialized)
    struct DatabaseNetworkTests {
        @Test("Every connection is cut, and none is taken for a while")
        func cut() async throws {
            try await ProxiedServers.run("database: connections cut for 5 s", seed: 201) { trial, servers in
                try servers.database.cut()
                await trial.pass(.seconds(5))
            }
        }

        @Test("Connections are cut again and again, wherever a batch stands", .inLongRuns)
        func cutOften() async throws {
            try await ProxiedServers.run("database: connections cut every 0.3 s", seed: 202) { trial, servers in
                for _ in 0..<20 {
                    try servers.database.cut()
                    try servers.database.restore()
                    await trial.pass(.milliseconds(Int.random(in: 100...500, using: &trial.random)))
                }
            }
        }

        @Test("Connections end in the middle of a COPY")
        func cutInCopy() async throws {
            try await ProxiedServers.run("database: connections cut in mid-COPY", seed: 203) { trial, servers in
                for _ in 0..<16 {
                    try servers.database.cutAfter(bytes: Int.random(in: 500...60_000, using: &trial.random))
                    await trial.pass(.milliseconds(400))
                }
            }
        }

        @Test("What consumers say never reaches the database: nothing is committed", .inLongRuns)
        func swallowedQuestions() async throws {
            try await ProxiedServers.run("database: black hole before COMMIT, 6 s", seed: 204) { trial, servers in
                try servers.database.blackHole(upstream: true, downstream: false)
                await trial.pass(.seconds(6))
            }
        }

        @Test("What the database answers never arrives: it is committed, and nobody knows")
        func swallowedAnswers() async throws {
            try await ProxiedServers.run("database: black hole after COMMIT, 2 s, thrice", seed: 205) {
                trial, servers in
                for _ in 0..<3 {
                    try servers.database.blackHole(upstream: false, downstream: true)
                    await trial.pass(.seconds(2))
                    try servers.database.clear()
                    let applied = try Verdict.applied(by: trial.bench)
                    await trial.expect("something is applied") { try Verdict.applied(by: trial.bench) > applied }
                }
            }
        }

        @Test("Answers are late, by 50 to 500 ms", .inLongRuns, arguments: [50, 500])
        func late(milliseconds: Int) async throws {
            let name = "database: answers \(milliseconds) ms late, for 8 s"
            try await ProxiedServers.run(name, seed: 206) { trial, servers in
                try servers.database.delay(milliseconds: milliseconds, jitter: milliseconds / 2)
                await trial.pass(.seconds(8))
            }
        }

        @Test("The network is slow: 20 kB a second", .inLongRuns)
        func slow() async throws {
            try await ProxiedServers.run("database: 20 kB/s for 8 s", seed: 207) { trial, servers in
                try servers.database.limit(bytesPerSecond: 20_000)
                await trial.pass(.seconds(8))
            }
        }
    }
}
