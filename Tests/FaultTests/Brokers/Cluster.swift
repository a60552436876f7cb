import TestSupport

/// The three brokers that the cases of this process share; each case leaves them whole.
enum Cluster {
    /// The cluster, started when it is asked for first.
    static func shared() throws -> KafkaCluster { try instance.get() }
    private static let instance = Result { try KafkaCluster(brokers: 3) }

    /// A bench on it, each of whose records is kept three times.
    static func bench(postgres: PrivatePostgres? = nil) async throws -> FaultBench {
        try await FaultBench(
            bootstrapServers: shared().bootstrapServers, replication: 3, postgres: postgres ?? PrivatePostgres.shared())
    }
}
