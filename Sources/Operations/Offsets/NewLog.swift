internal import JSON
internal import Kafka
internal import Postgres
internal import Service

/// Another life of a topic, for all its pipelines at once (design §1.5): what `offsets new-log` does.
struct NewLog: Hashable, Sendable {
    /// A pipeline that reads the topic.
    struct Reader: Hashable, Sendable {
        var pipeline: String
        /// How many of its partitions are halted.
        var halted: Int
    }

    var log: TopicLog
    /// The life that ends.
    var old: (id: Int64, clusterID: String, beganAt: String)
    var readers: [Reader]

    static func == (left: NewLog, right: NewLog) -> Bool {
        left.log == right.log && left.old == right.old && left.readers == right.readers
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(log)
        hasher.combine(old.id)
        hasher.combine(readers)
    }

    /// Reads what stands.
    ///
    /// - throws: where no pipeline has read the topic yet: its first claim begins its first life; where a rebuild that reads it is
    ///   under way, since that knows of the lives that there were when it began.
    init(_ log: TopicLog, on connection: inout Connection) throws {
        self.log = log
        let life = try connection.query(
            #"""
            SELECT log_id, cluster_id, to_char(began_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            FROM zapline.logs WHERE topic = $1 ORDER BY log_id DESC LIMIT 1
            """#, [.text(log.topic)])
        guard let id = life.integer(0, 0) else {
            throw OperationError(
                "no pipeline has read \(log.topic) yet, so it has no life that could end; its first claim begins one",
                exitCode: .found)
        }
        old = (id, life[0, 1] ?? "", life[0, 2] ?? "")
        let rows = try connection.query(
            """
            SELECT pipeline, count(*) FILTER (WHERE state = 'halted')
            FROM zapline.consumer_offsets WHERE log_id = $1 AND generation = \(PipelineNames.liveGeneration) GROUP BY 1 ORDER BY 1
            """, [.integer(id)])
        readers = (0..<rows.rowCount).map {
            Reader(pipeline: rows[$0, 0] ?? "", halted: Int(rows.integer($0, 1) ?? 0))
        }
        try Self.refuseDuringRebuild(of: id, log.topic, on: &connection)
    }

    private static func refuseDuringRebuild(
        of id: Int64, _ topic: String, on connection: inout Connection
    ) throws {
        let rows = try connection.query(
            """
            SELECT r.pipeline, r.kind, r.generation FROM zapline.rebuilds r
            WHERE r.state IN ('running', 'ready') AND EXISTS (
                SELECT FROM zapline.consumer_offsets o WHERE o.pipeline = r.pipeline AND o.log_id = $1)
            ORDER BY 1 LIMIT 1
            """, [.integer(id)])
        guard let pipeline = rows[0, 0] else { return }
        throw OperationError(
            "\(pipeline) \(rows[0, 1] ?? "") \(rows.integer(0, 2) ?? 0) reads \(topic) and is under way; abandon it first: "
                + "`zapline rebuild abandon \(pipeline)`", exitCode: .found)
    }

    /// What will come of it.
    var consequence: String {
        let records = log.bounds.values.reduce(Int64(0)) { $0 + ($1.high - $1.low) }
        let names = readers.map(\.pipeline)
        var text =
            "\(log.topic): its life \(old.id) (cluster \(old.clusterID), since \(old.beganAt)) ends, and one on cluster "
            + "\(log.clusterID) begins. \(names.joined(separator: ", ")) read all that the log has now, "
            + "\(ProgressLine.grouped(Int(records))) records in \(log.bounds.count) partitions."
        if readers.allSatisfy({ $0.halted == 0 }), old.clusterID == log.clusterID {
            text +=
                " No partition of it is halted: if this is the log that was read all along, its records are read a second "
                + "time, and the archive will hold them twice."
        }
        return text
    }

    /// What the audit row keeps.
    func details(newID: Int64) -> JSONValue {
        [
            "old_log_id": .integer(old.id), "new_log_id": .integer(newID), "old_cluster_id": .string(old.clusterID),
            "new_cluster_id": .string(log.clusterID),
            "pipelines": .array(readers.map { .string($0.pipeline) }),
            "partitions": .array(
                log.bounds.sorted { $0.key < $1.key }.map {
                    [
                        "partition": .integer($0.key), "next_offset": .integer($0.value.low),
                        "log_ends": .integer($0.value.high),
                    ]
                }),
        ]
    }
}

extension NewLog {
    /// Ends the old life and begins the new one, in one transaction.
    ///
    /// - parameter shown: what the operator agreed to.
    static func perform(
        _ shown: NewLog, by act: OperatorAct, on connection: inout Connection
    ) throws -> (id: Int64, audit: Int64) {
        try connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on")
        // The strongest lock, since a claim reads this table first: one that is under way ends before us, and its epoch is passed;
        // one that comes finds the new life. It never goes on in the old one.
        try connection.execute("LOCK TABLE zapline.logs IN ACCESS EXCLUSIVE MODE")
        guard try NewLog(shown.log, on: &connection).old.id == shown.old.id else {
            throw OperationError(
                "somebody else began a new life of \(shown.log.topic) meanwhile; nothing was changed, look again",
                exitCode: .found)
        }
        let made = try connection.query(
            """
            INSERT INTO zapline.logs (log_id, topic, cluster_id)
            SELECT max(log_id) + 1, $1, $2 FROM zapline.logs RETURNING log_id
            """, [.text(shown.log.topic), .text(shown.log.clusterID)])
        guard let id = made.integer(0, 0) else { throw PostgresError(.protocolViolation, "no log_id was given") }
        try shown.move(to: id, by: act, on: &connection)
        let audit = try act.record("offsets-new-log", shown.log.topic, shown.details(newID: id), on: &connection)
        try connection.execute("COMMIT")
        return (id, audit)
    }

    /// Every partition has a row before anybody claims, so that ZAPLINE_START=latest can't skip what is there already.
    private func move(to id: Int64, by act: OperatorAct, on connection: inout Connection) throws(PostgresError) {
        let partitions = log.bounds.sorted { $0.key < $1.key }
        let numbers = partitions.map { "\($0.key)" }.joined(separator: ",")
        let starts = partitions.map { "\($0.value.low)" }.joined(separator: ",")
        try connection.query(
            """
            UPDATE zapline.consumer_offsets o SET epoch = o.epoch + 1, updated_at = clock_timestamp()
            FROM (SELECT pipeline, generation, topic_partition FROM zapline.consumer_offsets
                  WHERE log_id = $1 AND generation = \(PipelineNames.liveGeneration) ORDER BY 1, 3 FOR UPDATE) r
            WHERE o.log_id = $1 AND (o.pipeline, o.generation, o.topic_partition) = (r.pipeline, r.generation, r.topic_partition)
            """, [.integer(old.id)])
        try connection.query(
            """
            INSERT INTO zapline.consumer_offsets
                (pipeline, generation, log_id, topic, topic_partition, cluster_id, next_offset, first_offset, epoch, owner)
            SELECT r.pipeline, \(PipelineNames.liveGeneration), $1, $2, p.number, $3, p.start, p.start, 0, $4
            FROM (SELECT DISTINCT pipeline FROM zapline.consumer_offsets
                  WHERE log_id = $5 AND generation = \(PipelineNames.liveGeneration)) r,
                 unnest($6::int[], $7::bigint[]) AS p (number, start)
            """,
            [
                .integer(id), .text(log.topic), .text(log.clusterID), .text(act.actor), .integer(old.id),
                .text("{\(numbers)}"), .text("{\(starts)}"),
            ])
    }
}
