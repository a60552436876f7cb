import Judge
import Kafka
import Postgres
import Reference
import TestSupport
import Testing

/// What a case of replay runs on: topics, a database, consumers as processes, and the tool.
final class ReplayBench {
    /// What went wrong on the way.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The servers.
    let bench: FaultBench
    /// The consumers.
    let fleet: Fleet
    /// How far these are.
    let settling: Settling
    /// Records that the log no longer has, for the judge.
    var earlier: [LogRecord] = []
    private var producer: Producer

    /// Topics and a database with the schema; nobody runs yet.
    init(postgres: PrivatePostgres? = nil, partitions: Int = 4) async throws {
        bench = try await FaultBench(
            bootstrapServers: PrivateKafka.shared().bootstrapServers, postgres: postgres ?? PrivatePostgres.shared(),
            partitions: partitions)
        fleet = Fleet(on: bench)
        settling = try Settling(bench)
        producer = try Producer(ClientSettings(bootstrapServers: bench.bootstrapServers)) { _ in }
    }

    deinit { fleet.kill() }

    // MARK: - The log

    /// Publishes so many events of a seed, of `worlds` times as many instances, whose names then end in `-` and a number.
    func publish(seed: UInt64, _ count: Int, worlds: Int = 1) throws {
        var events = WildEvents(seed: seed)
        for number in 0..<count {
            var record = events.next()
            if worlds > 1 { Self.rename(&record, number % worlds) }
            try producer.send(
                OutgoingRecord(
                    topic: bench.prefix + record.topic, key: Array(record.key.utf8),
                    value: record.value.map { Array($0.utf8) },
                    headers: record.headers.map { OutgoingRecord.Header($0.0, Array($0.1.utf8)) }))
        }
        try #require(producer.flush(deadline: .seconds(60)))
    }

    /// An instance's events stay in one partition.
    private static func rename(_ record: inout WildEvents.Record, _ world: Int) {
        guard let value = record.value, let mark = value.firstRange(of: #""subject":""#) else { return }
        let name = value[mark.upperBound...].prefix { $0 != "\"" }
        if name == record.key { record.key = "\(name)-\(world)" }
        record.value = value[..<name.startIndex] + "\(name)-\(world)" + value[name.endIndex...]
    }

    /// Deletes a topic and makes one of the same name, whose offsets begin again.
    func makeAnew(_ topic: String) async throws {
        let admin = try Admin(ClientSettings(bootstrapServers: bench.bootstrapServers)) { _ in }
        _ = try admin.deleteTopics([bench.prefix + topic], timeout: .seconds(30))
        let new = NewTopic(bench.prefix + topic, partitions: bench.partitions, replication: 1)
        let isMade = await eventually(within: .seconds(30)) {
            (try? admin.createTopics([new], timeout: .seconds(10)))?.allSatisfy { $0.error == nil } == true
        }
        try #require(isMade, "the topic doesn't go")
        // Who made it knows of it before the brokers tell others, and before its partitions are led; asked by one that never saw the
        // old topic.
        let other = try Admin(ClientSettings(bootstrapServers: bench.bootstrapServers)) { _ in }
        let isTold = await eventually(within: .seconds(30)) {
            (0..<Int32(bench.partitions)).allSatisfy { partition in
                let place = TopicPartition(bench.prefix + topic, partition)
                return (try? other.watermarks(place, timeout: .seconds(5)))?.high == 0
            }
        }
        try #require(isTold, "the topic doesn't come")
        // A producer keeps the old topic's numbers.
        producer = try Producer(ClientSettings(bootstrapServers: bench.bootstrapServers)) { _ in }
    }

    // MARK: - Consumers and the tool

    /// Lets the consumers read what is there, and end.
    func consume() async throws {
        let problems = try await fleet.runUntilEnd()
        #expect(problems.isEmpty, "\(problems)")
    }

    /// Runs the tool to its end, which must be this one; nil: any exit code.
    @discardableResult
    func zapline(
        _ words: String..., expecting code: Int32? = 0, within limit: Duration = .seconds(120),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> ToolProcess {
        let tool = try ToolProcess(words, on: bench)
        let end = await tool.waitForEnd(within: limit)
        let isRight =
            if let code { end == .code(code) } else { end.map { if case .code = $0 { true } else { false } } ?? false }
        #expect(isRight, "ended with \(end.map { "\($0)" } ?? "nothing"): \(tool.said)", sourceLocation: sourceLocation)
        return tool
    }

    // MARK: - The database

    /// Runs statements.
    func execute(_ sql: String) throws {
        var connection = try bench.connect()
        try connection.execute(sql)
    }

    /// The rows of a query, as text.
    func rows(_ sql: String) throws -> [[String?]] {
        var connection = try bench.connect()
        let result = try connection.query(sql)
        return (0..<result.rowCount).map { row in (0..<result.columnCount).map { result[row, $0] } }
    }

    /// What the newest rebuild of a pipeline has come to, as `zapline.rebuilds` says; nil: there is none.
    func rebuild(_ pipeline: String) throws -> RebuildState? {
        let rows = try rows(
            """
            SELECT generation, state, schema_name, (
                SELECT coalesce(sum(next_offset), 0) FROM zapline.consumer_offsets o
                WHERE o.pipeline = r.pipeline AND o.generation = r.generation)
            FROM zapline.rebuilds r WHERE pipeline = '\(pipeline)' AND kind = 'rebuild' ORDER BY generation DESC LIMIT 1
            """)
        guard let row = rows.first else { return nil }
        return RebuildState(
            generation: Int(row[0] ?? "") ?? 0, state: row[1] ?? "", schema: row[2] ?? "",
            reached: Int(row[3] ?? "") ?? 0)
    }

    /// A digest of every row that is judged, in one statement and so at one moment.
    func digest(of names: [Table.Name] = Judge.tables, where condition: String = "true") throws -> String {
        try rows("SELECT " + Self.digest(of: names, where: condition))[0][0] ?? ""
    }

    /// An expression for it: of the columns that are a function of the log.
    static func digest(of names: [Table.Name], where condition: String = "true") -> String {
        let parts = names.map { name in
            let columns = (name.key + name.columns).joined(separator: ", ")
            return """
                (SELECT count(*) || ':' || coalesce(md5(string_agg(r, E'\\n' ORDER BY r COLLATE "C")), '')
                 FROM (SELECT ROW (\(columns))::text AS r FROM \(name.rawValue) WHERE \(condition)) AS t)
                """
        }
        return "concat_ws(' ', \(parts.joined(separator: ",\n")))"
    }

    // MARK: - The judge

    /// Notes an issue for whatever is wrong with the tables, held against a fold of `earlier` and the log.
    func judge(in names: [Table.Name] = Table.Name.allCases, sourceLocation: SourceLocation = #_sourceLocation) throws {
        var connection = try bench.connect()
        let log = try Judge.log(bench.bootstrapServers, prefix: bench.prefix, on: &connection)
        let known = Set(log.map(Place.init))
        let records = earlier.filter { !known.contains(Place($0)) } + log
        let problems = try Judge.differences(from: records, in: names, on: &connection)
        #expect(problems.isEmpty, "\(problems.prefix(20).joined(separator: "\n"))", sourceLocation: sourceLocation)
    }

    /// Keeps for the judge what the log has now.
    func remember() throws {
        var connection = try bench.connect()
        let log = try Judge.log(bench.bootstrapServers, prefix: bench.prefix, on: &connection)
        let known = Set(earlier.map(Place.init))
        earlier += log.filter { !known.contains(Place($0)) }
    }

    /// The tables of each pipeline.
    static let tables: [String: [Table.Name]] = [
        "status": [.instances, .sessions, .instanceEvents], "archive": [.archive],
        "messages": [.messages, .edits, .reactions, .receipts, .chats, .contacts, .aliases],
    ]
}

/// Where a record stands, over all lives of its topic.
private struct Place: Hashable {
    let topic: LogRecord.Topic
    let life: Int
    let partition: Int32
    let offset: Int64

    init(_ record: LogRecord) {
        (topic, life, partition, offset) = (record.topic, record.logID, record.partition, record.offset)
    }
}

/// A row of `zapline.rebuilds`.
struct RebuildState {
    /// Its number.
    let generation: Int
    /// `running`, `ready`, `promoted` or `abandoned`.
    let state: String
    /// Where its tables are.
    let schema: String
    /// The sum of its offsets.
    let reached: Int
}
