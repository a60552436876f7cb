import Glibc
import Judge
import Kafka
import MessageArchiver
import Pipeline
import Postgres
import Reference
import Schema
import StatusProjector
import Telemetry
import TestSupport
import Testing

/// A real broker, a database, pipelines on both, and the tool: what a test of an operator's act needs.
final class ConsumerBench {
    typealias MakeHandler = @Sendable (HandlerContext) -> any Handler

    let prefix: String
    let bootstrapServers: String
    let databaseURL: String
    let partitions: Int
    let admin: Admin
    private var producer: Producer
    private let instruments: PipelineInstruments
    private(set) var runners: [PipelineRunner] = []
    /// Records of lives that are over, for the oracle.
    var earlier: [LogRecord] = []

    /// - parameter other: whose topics are read into a database of this bench's own; nil: topics of its own.
    init(
        partitions: Int = 2, topicsOf other: ConsumerBench? = nil, before: (inout Connection) throws -> Void = { _ in }
    ) throws {
        self.partitions = other?.partitions ?? partitions
        prefix = other?.prefix ?? "o\(UInt64.random(in: 0...UInt64(UInt32.max)))."
        databaseURL = try PrivatePostgres.shared().makeDatabase()
        var connection = try Connection.connect(ConnectionSettings(url: databaseURL, applicationName: "tests"))
        try before(&connection)
        _ = try SchemaMigrator.apply(&connection)
        bootstrapServers = try PrivateKafka.shared().bootstrapServers
        let settings = ClientSettings(bootstrapServers: bootstrapServers)
        admin = try Admin(settings) { _ in }
        producer = try Producer(settings) { _ in }
        instruments = try PipelineInstruments(in: Metrics())
        if other == nil { try make(["lifecycle", "heartbeats", "messages"]) }
    }

    deinit {
        for runner in runners { runner.requestStop() }
    }

    private func make(_ names: [String]) throws {
        let made = try admin.createTopics(
            names.map { NewTopic(prefix + $0, partitions: partitions, replication: 1) }, timeout: .seconds(30))
        if let error = made.compactMap(\.error).first { throw error }
    }

    /// Deletes a topic and makes one of the same name.
    func makeAnew(_ name: String) async throws {
        _ = try admin.deleteTopics([prefix + name], timeout: .seconds(30))
        let isMade = await eventually(within: .seconds(30)) { (try? make([name])) != nil }
        guard isMade else { throw KafkaError(.timedOut, "the topic doesn't go") }
        // A producer keeps the old topic's numbers.
        producer = try Producer(ClientSettings(bootstrapServers: bootstrapServers)) { _ in }
    }

    /// Deletes the records below an offset, as retention does.
    func deleteRecords(_ name: String, _ partition: Int32, below offset: Int64) throws {
        try PrivateKafka.deleteRecords(
            of: prefix + name, partition, below: offset, bootstrapServers: bootstrapServers)
    }

    // MARK: - Pipelines

    static let handlers: [String: (topics: [String], make: MakeHandler)] = [
        "status": (["lifecycle", "heartbeats"], { StatusHandler($0) }),
        "archive": (["messages", "lifecycle"], { ArchiveHandler($0) }),
        "messages": (["messages"], { MessagesHandler($0) }),
    ]

    @discardableResult
    func start(
        _ name: String, untilEnd: Bool = false, from start: Pipeline.StartPolicy = .earliest,
        haltRetry: Duration = .milliseconds(300), handler: MakeHandler? = nil
    ) throws -> PipelineRunner {
        guard let known = Self.handlers[name] else { throw Problem(what: name) }
        let definition = PipelineDefinition(
            name: name, topics: known.topics.map { prefix + $0 }, group: "zapline.\(prefix)\(name)",
            makeHandler: handler ?? known.make)
        var settings = PipelineSettings(
            kafka: ClientSettings(
                bootstrapServers: bootstrapServers,
                properties: ["session.timeout.ms": "6000", "heartbeat.interval.ms": "500"]),
            database: ConnectionSettings(url: databaseURL, applicationName: ""), owner: "test")
        settings.untilEnd = untilEnd
        settings.start = start
        settings.haltRetry = haltRetry
        let report = PipelineReporter(
            pipeline: name, logger: Logger(label: "test", level: .critical, sink: .standardError(.text)),
            instruments: instruments)
        let runner = try PipelineRunner(definition, settings, report: report)
        runners.append(runner)
        return runner
    }

    /// Runs pipelines to the end of what is there; whether one is halted.
    @discardableResult
    func runToEnd(_ names: String..., handler: MakeHandler? = nil) async throws -> Bool {
        let started = try names.map { try start($0, untilEnd: true, handler: handler) }
        var isHalted = false
        for runner in started where await Self.end(of: runner) != .stopped(halted: false) { isHalted = true }
        runners.removeAll { runner in started.contains { $0 === runner } }
        return isHalted
    }

    /// How it ends; a test whose time is up doesn't wait for ever.
    static func end(of runner: PipelineRunner) async -> PipelineRunner.Ending {
        await withTaskCancellationHandler {
            await runner.waitUntilEnded()
        } onCancel: {
            runner.requestStop()
        }
    }

    func stop() async {
        for runner in runners { runner.requestStop() }
        for runner in runners { _ = await runner.waitUntilEnded() }
        runners = []
    }

    // MARK: - Records

    func send(_ topic: String, key: String, _ value: String?, headers: [(String, String)] = []) throws {
        try producer.send(
            OutgoingRecord(
                topic: prefix + topic, key: Array(key.utf8), value: value.map { Array($0.utf8) },
                headers: headers.map { OutgoingRecord.Header($0.0, Array($0.1.utf8)) }))
    }

    /// Publishes so many wild records, of `worlds` times as many instances.
    func publish(_ events: inout WildEvents, _ count: Int, worlds: Int = 1) throws {
        for number in 0..<count {
            var record = events.next()
            if worlds > 1 {
                let name = "\"subject\":\"\(record.key)\""
                let key = "\(record.key)-\(number % worlds)"
                if record.value?.contains(name) == true {
                    record.value?.replace(name, with: "\"subject\":\"\(key)\"")
                    record.key = key
                }
            }
            try send(record.topic, key: record.key, record.value, headers: record.headers)
        }
        try flush()
    }

    func flush() throws {
        guard producer.flush(deadline: .seconds(30)) else { throw KafkaError(.timedOut, "flush") }
    }

    // MARK: - The database and the judge

    func connect() throws -> Connection {
        try Connection.connect(ConnectionSettings(url: databaseURL, applicationName: "tests"))
    }

    /// The first value of a query.
    func value(_ sql: String) throws -> String? {
        var connection = try connect()
        return try connection.query(sql)[0, 0]
    }

    func execute(_ sql: String) throws {
        var connection = try connect()
        try connection.execute(sql)
    }

    /// The log as it is now, each topic in its current life.
    func log() throws -> [LogRecord] {
        var connection = try connect()
        let rows = try connection.query("SELECT topic, max(log_id) FROM zapline.logs GROUP BY topic")
        var ids: [String: Int] = [:]
        for row in 0..<rows.rowCount { ids[rows[row, 0] ?? ""] = Int(rows.integer(row, 1) ?? 0) }
        return try LogTap.read(bootstrapServers, prefix: prefix, logIDs: ids)
    }

    /// What differs from the oracle's fold of `earlier` and the log.
    func differences(in names: [Table.Name] = Judge.tables, leavingOut: (LogRecord) -> Bool = { _ in false }) throws
        -> String
    {
        var oracle = Reference()
        for record in try earlier + log() where !leavingOut(record) { oracle.apply(record) }
        var connection = try connect()
        let actual = try TableReader.read(names, on: &connection)
        return Tables.difference(expected: oracle.tables(Set(names)), actual: actual, in: names).prefix(20).joined(
            separator: "\n")
    }

    /// Notes an issue that says what differs.
    func expectNoDifferences(in names: [Table.Name] = Judge.tables) throws {
        let differences = try differences(in: names)
        #expect(differences.isEmpty, "\(differences)")
    }

    /// Whether every live offset row of these pipelines is at its partition's end.
    func isAtEnd(_ pipelines: [String]) throws -> Bool {
        var connection = try connect()
        let rows = try connection.query(
            """
            SELECT topic, topic_partition, next_offset FROM zapline.consumer_offsets o WHERE pipeline = ANY ($1)
              AND log_id = (SELECT max(log_id) FROM zapline.logs l WHERE l.topic = o.topic)
            """, [.textArray(pipelines)])
        guard rows.rowCount > 0 else { return false }
        return try (0..<rows.rowCount).allSatisfy { row in
            let place = TopicPartition(rows[row, 0] ?? "", Int32(rows.integer(row, 1) ?? 0))
            return try admin.watermarks(place, timeout: .seconds(5)).high == rows.integer(row, 2)
        }
    }

    /// The tool, on these servers.
    var tool: Tool {
        Tool(environment: [
            "KAFKA_BOOTSTRAP_SERVERS": bootstrapServers, "ZAPLINE_TOPIC_PREFIX": prefix, "DATABASE_URL": databaseURL,
            "LOGNAME": "ana",
        ])
    }

    /// What went wrong on the way.
    struct Problem: Error {
        let what: String
    }

    static let statusTables = Judge.tables.filter {
        $0.rawValue.hasPrefix("whatsapp_instance") || $0.rawValue == "whatsapp_sessions"
    }
    static let messageTables = Judge.tables.filter { $0.rawValue.hasPrefix("whatsapp_") && !statusTables.contains($0) }
}
