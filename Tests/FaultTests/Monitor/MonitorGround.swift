import Kafka
import Postgres
import Schema
import TestSupport
import Testing

/// Topics, a database and monitors as processes, on the servers that tests share.
struct MonitorGround {
    let settings: ClientSettings
    let url: String
    let prefix: String
    private let producer: Producer

    /// - parameter name: what the topics' prefix begins with.
    init(_ name: String) throws {
        settings = ClientSettings(bootstrapServers: try PrivateKafka.shared().bootstrapServers)
        url = try PrivatePostgres.shared().makeDatabase()
        prefix = "\(name)\(UInt32.random(in: 0 ... .max))."
        producer = try Producer(settings) { _ in }
        var connection = try connect()
        _ = try SchemaMigrator.apply(&connection)
        let admin = try Admin(settings) { _ in }
        let topics = ["lifecycle", "heartbeats", "messages", "health", "commands"].map {
            NewTopic(prefix + $0, partitions: 2, replication: 1)
        }
        let made = try admin.createTopics(topics, timeout: .seconds(60))
        if let error = made.compactMap(\.error).first { throw error }
    }

    func connect() throws -> Connection {
        try Connection.connect(ConnectionSettings(url: url, applicationName: "tests"))
    }

    /// What a question finds.
    func rows(_ sql: String) throws -> [[String?]] {
        var connection = try connect()
        let result = try connection.query(sql)
        return (0..<result.rowCount).map { row in (0..<result.columnCount).map { result[row, $0] } }
    }

    /// Starts a monitor.
    ///
    /// - parameter port: where its endpoints listen; 0: somewhere.
    func monitor(_ words: String..., port: Int = 0) throws -> Shell.Child {
        try Shell.start(
            [Shell.product("health-monitor")] + words,
            environment: [
                "DATABASE_URL": url, "KAFKA_BOOTSTRAP_SERVERS": settings.bootstrapServers,
                "ZAPLINE_TOPIC_PREFIX": prefix, "ZAPLINE_HTTP_LISTEN": "127.0.0.1:\(port)",
                "ZAPLINE_LOG_LEVEL": "critical",
            ])
    }

    /// Publishes a change of the sessions `s0`, `s1` …, and waits until all of it is there.
    ///
    /// - parameter epoch: theirs, and a part of the events' ids.
    func change(_ kinds: [(kind: String, data: String)], epoch: Int) throws {
        for (session, change) in kinds.enumerated() {
            try producer.send(
                OutgoingRecord(
                    topic: prefix + "lifecycle", key: Array("s\(session)".utf8),
                    value: Array(
                        """
                        {"specversion":"1.0","id":"e\(epoch)-\(session)","source":"/g","type":"whatsapp.session.\(change.kind)",\
                        "subject":"s\(session)","sessionepoch":\(epoch),"data":\(change.data)}
                        """.utf8)))
        }
        try #require(producer.flush(deadline: .seconds(60)))
    }
}
