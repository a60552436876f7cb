import Consumers
import Glibc
import Kafka
import Postgres
import Schema
import TestSupport

/// A broker and a database of the benchmarks' own, and topics of four partitions on it.
final class Bench: Sendable {
    /// Where things went wrong.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Whether there is a broker to start.
    static var isPossible: Bool { PrivateKafka.isAvailable }

    let options: Options
    let kafka: PrivateKafka
    let postgres: PrivatePostgres

    /// Starts both. The database flushes as it does by default; its memory is what a small server would have.
    init(_ options: Options) throws {
        self.options = options
        say("starting Kafka and Postgres")
        kafka = try PrivateKafka.shared()
        postgres = try PrivatePostgres(settings: ["shared_buffers": "256MB", "max_wal_size": "4GB"])
    }

    /// Connects to a database of this server.
    func connect(_ url: String) throws -> Connection {
        var settings = ConnectionSettings(url: url, applicationName: "benchmarks")
        settings.statementTimeout = .seconds(300)
        return try Connection.connect(settings)
    }

    /// A database with the schema and nothing in it.
    func makeDatabase() throws -> String {
        let url = try postgres.makeDatabase()
        var connection = try connect(url)
        _ = try SchemaMigrator.apply(&connection)
        // What earlier rounds left to be written is not this one's burden.
        try connection.execute("CHECKPOINT")
        return url
    }

    /// Makes the topics under a prefix, each with four partitions.
    func makeTopics(_ prefix: String) throws {
        let admin = try Admin(ClientSettings(bootstrapServers: kafka.bootstrapServers)) { _ in }
        let topics = TopicNames(prefix: prefix)
        let names = [topics.lifecycle, topics.heartbeats, topics.messages, topics.health, topics.commands]
        let made = try admin.createTopics(
            names.map { NewTopic($0, partitions: 4, replication: 1) }, timeout: .seconds(30))
        if let error = made.compactMap(\.error).first { throw error }
    }

    /// A producer that says nothing.
    func makeProducer(_ properties: [String: String] = [:]) throws -> Producer {
        try Producer(ClientSettings(bootstrapServers: kafka.bootstrapServers, properties: properties)) { _ in }
    }

    /// Publishes as many events as were asked for, as fast as may be.
    func fill(_ what: String, _ next: () -> OutgoingRecord) throws {
        say("publishing \(options.events) events for \(what)")
        let producer = try makeProducer(["linger.ms": "20"])
        for _ in 0..<options.events { try producer.send(next()) }
        guard producer.flush(deadline: .seconds(120)), producer.counts.failed == 0 else {
            throw Failure(description: "not every event was delivered: \(producer.counts)")
        }
    }

    /// What was measured with what.
    func versions() throws -> [String: String] {
        var connection = try connect(postgres.url())
        let home = unsafe getenv("KAFKA_HOME").map { unsafe String(cString: $0) } ?? ""
        let jar = try Shell.output("bash", "ls '\(home)'/libs/kafka_*.jar | grep -o '[0-9.]*[0-9].jar' | head -n 1")
        return [
            "zapline": Version.current, "librdkafka": Library.version,
            "kafka": String(jar.trimmingPrefix { $0 == "." }.prefix { $0 != "j" }.dropLast()),
            "postgres": try connection.query("SHOW server_version")[0, 0] ?? "",
        ]
    }
}
