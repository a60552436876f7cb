import TestSupport

/// A broker and a database that the consumers reach through a proxy each, and the harness past them.
final class ProxiedServers: Sendable {
    /// Those that the cases of this process share, one after another.
    static func shared() throws -> ProxiedServers { try instance.get() }
    private static let instance = Result { try ProxiedServers() }

    private let cluster: KafkaCluster
    private let toxiproxy: Toxiproxy
    /// Before the broker.
    let broker: Toxiproxy.Proxy
    /// Before the database.
    let database: Toxiproxy.Proxy

    private init() throws {
        toxiproxy = try Toxiproxy()
        let front = FreePorts.pick(1)
        cluster = try KafkaCluster(advertising: front)
        broker = try toxiproxy.proxy("broker", to: cluster.ports[0], listening: front[0])
        database = try toxiproxy.proxy("database", to: PrivatePostgres.shared().port)
    }

    /// Topics and a database for one case, on a network without a fault.
    private func bench() async throws -> FaultBench {
        try broker.clear()
        try database.clear()
        return try await FaultBench(
            bootstrapServers: cluster.directServers, postgres: PrivatePostgres.shared(),
            consumersBootstrapServers: cluster.bootstrapServers, databasePort: database.port)
    }

    /// Runs a case whose fault is given the proxies; whatever it leaves there is cleared at its end.
    static func run(
        _ name: String, seed: UInt64, isolation: isolated (any Actor)? = #isolation,
        fault: (Trial, ProxiedServers) async throws -> Void
    ) async throws {
        let servers = try shared()
        try await Trial.run(name, seed: FaultSettings.seed(or: seed), on: servers.bench()) { trial in
            do {
                try await fault(trial, servers)
            } catch { trial.problem("\(error)") }
            try servers.broker.clear()
            try servers.database.clear()
        }
    }
}
