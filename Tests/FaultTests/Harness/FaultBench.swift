import Kafka
import Postgres
import Schema
import TestSupport

/// What one case runs on: topics with a prefix of its own, and a database of its own with the schema.
///
/// The consumers may be given other addresses than the harness, those of proxies; the harness looks at the servers themselves.
final class FaultBench: Sendable {
    /// The topics that the consumers read, by their last word.
    static let topics = ["lifecycle", "heartbeats", "messages"]

    /// Which pipeline reads which of them (design §2).
    static let pipelines = [
        (name: "status", topics: ["lifecycle", "heartbeats"]), (name: "archive", topics: ["messages", "lifecycle"]),
        (name: "messages", topics: ["messages"]),
    ]

    /// The brokers, as the harness reaches them.
    let bootstrapServers: String
    /// The topics' prefix.
    let prefix: String
    /// The database, as the harness reaches it.
    let databaseURL: String
    /// The partitions of each topic.
    let partitions: Int
    /// The brokers, as the consumers reach them.
    let consumersBootstrapServers: String
    /// The database, as the consumers reach it.
    let consumersDatabaseURL: String

    /// Makes topics and database; waits until the brokers let it, at most two minutes.
    ///
    /// - parameter databasePort: where the consumers find Postgres, nil: where it is.
    /// - parameter onSmallDisk: whether the database is on the server's small disk.
    init(
        bootstrapServers: String, replication: Int = 1, postgres: PrivatePostgres, partitions: Int = 4,
        consumersBootstrapServers: String? = nil, databasePort: Int? = nil, onSmallDisk: Bool = false
    ) async throws {
        self.bootstrapServers = bootstrapServers
        self.partitions = partitions
        self.consumersBootstrapServers = consumersBootstrapServers ?? bootstrapServers
        prefix = "f\(UInt32.random(in: 0...UInt32.max))."
        databaseURL = try postgres.makeDatabase(onSmallDisk: onSmallDisk)
        let database = databaseURL.split(separator: "/").last ?? ""
        consumersDatabaseURL =
            databasePort.map { "postgresql://postgres@127.0.0.1:\($0)/\(database)" } ?? databaseURL
        var connection = try connect()
        _ = try SchemaMigrator.apply(&connection)
        try await makeTopics(replication)
    }

    /// A session of the harness's own.
    func connect() throws -> Connection {
        try Connection.connect(ConnectionSettings(url: databaseURL, applicationName: "fault-tests"))
    }

    /// The first value of a query.
    func value(_ sql: String) throws -> String? {
        var connection = try connect()
        return try connection.query(sql)[0, 0]
    }

    /// Brokers that have just started, or just lost one of them, refuse for a while.
    private func makeTopics(_ replication: Int) async throws {
        let admin = try Admin(ClientSettings(bootstrapServers: bootstrapServers)) { _ in }
        var wanted = Self.topics.map { NewTopic(prefix + $0, partitions: partitions, replication: replication) }
        var said = "no answer"
        let made = await eventually(within: .seconds(120)) {
            do {
                let failed = try admin.createTopics(wanted, timeout: .seconds(10)).filter { $0.error != nil }
                if let error = failed.first?.error { said = "\(error)" }
                // One that an earlier try made, whose answer was lost, is there as well.
                let missing = try failed.filter { try admin.partitions(of: $0.topic, timeout: .seconds(5)) == nil }
                wanted = wanted.filter { topic in missing.contains { $0.topic == topic.name } }
            } catch { said = "\(error)" }
            return wanted.isEmpty
        }
        guard made else { throw NoTopics(description: "the topics could not be made: \(said)") }
    }
}

/// The brokers made no topics.
struct NoTopics: Error, CustomStringConvertible {
    let description: String
}
