import Kafka
import Pipeline
import Postgres
import Schema
import Telemetry
import TestSupport

/// A broker, a database with the schema, and pipelines on both: what a test of the whole way needs.
///
/// The broker is a real one where `KAFKA_HOME` names a distribution, else librdkafka's mock. Topics have a prefix of the test's own.
final class PipelineBench {
    let bootstrapServers: String
    let prefix: String
    let databaseURL: String
    let producer: Producer
    let mock: MockCluster?
    /// What the pipelines count.
    let metrics = Metrics()
    /// Where they log.
    var logger = Logger(label: "test", level: .notice, sink: .standardError(.text))
    private let instruments: PipelineInstruments
    var runners: [PipelineRunner] = []

    init(
        partitions: Int = 4, server: PrivatePostgres? = nil, onMock: Bool = false,
        before: (inout Connection) throws -> Void = { _ in }
    ) throws {
        let prefix = "t\(UInt64.random(in: 0...UInt64(UInt32.max)))."
        self.prefix = prefix
        databaseURL = try (server ?? PrivatePostgres.shared()).makeDatabase()
        var connection = try Connection.connect(ConnectionSettings(url: databaseURL, applicationName: "tests"))
        try before(&connection)
        _ = try SchemaMigrator.apply(&connection)
        let names = ["lifecycle", "heartbeats", "messages"]
        if PrivateKafka.isAvailable, !onMock {
            mock = nil
            bootstrapServers = try PrivateKafka.shared().bootstrapServers
            let admin = try Admin(ClientSettings(bootstrapServers: bootstrapServers)) { _ in }
            let made = try admin.createTopics(
                names.map { NewTopic(prefix + $0, partitions: partitions, replication: 1) }, timeout: .seconds(30))
            if let error = made.compactMap(\.error).first { throw error }
        } else {
            let cluster = try MockCluster()
            for name in names { try cluster.createTopic(prefix + name, partitions: partitions) }
            mock = cluster
            bootstrapServers = cluster.bootstrapServers
        }
        producer = try Producer(ClientSettings(bootstrapServers: bootstrapServers)) { _ in }
        instruments = try PipelineInstruments(in: metrics)
    }

    deinit {
        for runner in runners { runner.requestStop() }
    }

    func connect() throws -> Connection {
        try Connection.connect(ConnectionSettings(url: databaseURL, applicationName: "tests"))
    }

    /// Starts a pipeline over this bench's topics.
    @discardableResult
    func start(
        _ name: String, topics: [String], kafka: [String: String] = [:], untilEnd: Bool = false,
        change: (inout PipelineSettings) -> Void = { _ in },
        makeHandler: @escaping @Sendable (HandlerContext) -> any Handler
    ) throws -> PipelineRunner {
        let definition = definition(name, topics: topics, makeHandler)
        var settings = settings(kafka)
        settings.untilEnd = untilEnd
        change(&settings)
        let report = reporter(name)
        let runner = try PipelineRunner(definition, settings, report: report)
        runners.append(runner)
        return runner
    }

    /// A pipeline over this bench's topics.
    func definition(
        _ name: String, topics: [String], _ makeHandler: @escaping @Sendable (HandlerContext) -> any Handler
    ) -> PipelineDefinition {
        PipelineDefinition(
            name: name, topics: topics.map { prefix + $0 }, group: "zapline.\(prefix)\(name)", makeHandler: makeHandler)
    }

    /// How pipelines run here.
    func settings(_ kafka: [String: String] = [:]) -> PipelineSettings {
        let properties = ["session.timeout.ms": "6000", "heartbeat.interval.ms": "500"].merging(kafka) { $1 }
        var settings = PipelineSettings(
            kafka: ClientSettings(bootstrapServers: bootstrapServers, properties: properties),
            database: ConnectionSettings(url: databaseURL, applicationName: ""), owner: "test")
        settings.haltRetry = .milliseconds(300)
        return settings
    }

    /// Who a pipeline reports to.
    func reporter(_ pipeline: String) -> PipelineReporter {
        PipelineReporter(pipeline: pipeline, logger: logger, instruments: instruments)
    }

    func send(_ topic: String, key: String, _ value: String?, headers: [(String, String)] = []) throws {
        try producer.send(
            OutgoingRecord(
                topic: prefix + topic, key: Array(key.utf8), value: value.map { Array($0.utf8) },
                headers: headers.map { OutgoingRecord.Header($0.0, Array($0.1.utf8)) }))
    }

    /// A structured event on a topic, keyed by its subject.
    func event(
        _ topic: String, _ type: String, _ subject: String, id: String, time: String = "2026-11-23T10:00:00Z",
        attributes: String = "", data: String = "{}"
    ) throws {
        try send(
            topic, key: subject,
            """
            {"specversion":"1.0","id":"\(id)","source":"/gateways/test/1","type":"whatsapp.\(type)","subject":"\(subject)",\
            "time":"\(time)"\(attributes),"data":\(data)}
            """)
    }

    func flush() -> Bool { producer.flush(deadline: .seconds(30)) }

    /// The first value of a query.
    func value(_ sql: String) throws -> String? {
        var connection = try connect()
        return try connection.query(sql)[0, 0]
    }

    func stop() async {
        for runner in runners { runner.requestStop() }
        for runner in runners { _ = await runner.waitUntilEnded() }
        runners = []
    }
}
