import Kafka
import TestSupport

/// Who leads a bench's partitions, and who has up-to-date copies, as the brokers say.
final class Leaders: Sendable {
    private let bench: FaultBench
    private let admin: Admin

    /// Asks the brokers of `bench`.
    init(_ bench: FaultBench) throws {
        self.bench = bench
        admin = try Admin(ClientSettings(bootstrapServers: bench.bootstrapServers)) { _ in }
    }

    /// Every partition of the bench's topics.
    func partitions() throws -> [Metadata.Partition] {
        try FaultBench.topics.flatMap { name in
            try admin.metadata(of: bench.prefix + name, timeout: .seconds(5)).topic(bench.prefix + name)?.partitions
                ?? []
        }
    }

    /// The broker that leads most.
    func busiest() throws -> Int {
        let counts = Dictionary(grouping: try partitions().compactMap(\.leader)) { $0 }.mapValues(\.count)
        return Int(counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0)
    }

    /// Whether `broker` leads nothing and everything is led.
    func haveLeft(_ broker: Int) throws -> Bool {
        let all = try partitions()
        return all.count == FaultBench.topics.count * bench.partitions
            && all.allSatisfy { $0.leader.map { Int($0) != broker } ?? false }
    }

    /// Whether every copy of every partition is up to date.
    func areWhole() throws -> Bool {
        let all = try partitions()
        return all.count == FaultBench.topics.count * bench.partitions
            && all.allSatisfy { $0.leader != nil && $0.inSync.count == $0.replicas.count }
    }
}
