import Pipeline
import Postgres

/// The records of some instances that a fold is made of: what the archive has of them up to where `status` stands, and what
/// `whatsapp_instance_events` says was applied. Dead letters are left out.
///
/// The archive alone would not do, since it may lag behind or not be run; the events alone would not either, since their users may
/// have deleted old ones.
final class InstanceHistories {
    private(set) var records: [String: [LogPlace: StoredRecord]] = [:]
    /// What has a row in `whatsapp_instance_events`.
    private(set) var applied: [String: Set<LogPlace>] = [:]
    /// Why a record that was applied is not to be had.
    private(set) var missing: [String: String] = [:]
    /// Where `status` stood when the histories were read.
    private var ends: [LogPlace] = []

    /// A whole partition of the archive is looked through; the session's own time-out comes first.
    private static let patience = Duration.seconds(630)

    private let session: RedriveSession
    private let topic: String
    private let schema: String

    /// Reads the histories of `names`.
    init(_ names: [String], topic: String, _ session: RedriveSession) throws(PostgresError) {
        self.session = session
        self.topic = topic
        schema = session.context.schema
        try session.use { (connection: inout Connection) throws(PostgresError) in
            ends = try positions(on: &connection, isLocked: false)
            try readArchive(names, on: &connection)
            try leaveOutLetters(on: &connection)
            for (name, places) in try events(of: names, from: ends.map(\.beginning), on: &connection) {
                applied[name] = places
                missing[name] = try add(places, to: name, on: &connection)
            }
        }
    }

    /// Takes in what was applied to an instance since the histories were read; the offset rows must be locked.
    ///
    /// - returns: why a record of these is not to be had, or nil.
    func catchUp(_ name: String, on connection: inout Connection) throws(PostgresError) -> String? {
        let known = Set(ends.map(\.beginning))
        let new = try positions(on: &connection, isLocked: false).map(\.beginning).filter { !known.contains($0) }
        let places = try events(of: [name], from: ends + new, on: &connection)[name] ?? []
        applied[name, default: []].formUnion(places)
        return try add(places, to: name, on: &connection)
    }

    /// A letter of the instance was carried, and is part of its history from now on.
    func took(_ record: StoredRecord, of name: String) {
        records[name, default: [:]][record.place] = record
        applied[name, default: []].insert(record.place)
    }

    /// Locks where `status` stands in the topic's current life: what is under way ends first, and nothing more is applied.
    func lock(on connection: inout Connection) throws(PostgresError) {
        _ = try positions(on: &connection, isLocked: true)
    }

    /// Where `status` stands in each partition of each life, or of the current one under a lock.
    private func positions(on connection: inout Connection, isLocked: Bool) throws(PostgresError) -> [LogPlace] {
        let context = session.context
        let rows = try connection.query(
            """
            SELECT o.log_id, o.topic_partition, o.next_offset FROM zapline.consumer_offsets o
            WHERE o.pipeline = $1 AND o.generation = $2 AND o.topic = $3
            \(isLocked ? "AND o.log_id = (SELECT max(l.log_id) FROM zapline.logs l WHERE l.topic = $3)" : "")
            ORDER BY o.log_id, o.topic_partition \(isLocked ? "FOR UPDATE" : "")
            """, [.text(context.pipeline), .integer(Int64(context.generation)), .text(topic)])
        return (0..<rows.rowCount).compactMap { RecordTables.place(rows, $0) }
    }

    private func readArchive(_ names: [String], on connection: inout Connection) throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT \(RecordTables.columns), t.instance_name FROM unnest($1::smallint[], $2::int[], $3::bigint[]) AS w (l, p, o)
            JOIN zapline.event_archive t ON t.log_id = w.l AND t.topic_partition = w.p AND t.topic_offset < w.o
            WHERE t.instance_name = ANY ($4)
            """, RecordTables.parameters(ends) + [.textArray(names)], timeout: Self.patience)
        for row in 0..<rows.rowCount {
            guard let name = rows[row, 7], let record = RecordTables.record(rows, row) else { continue }
            records[name, default: [:]][record.place] = record
        }
    }

    /// Records that the pipeline could not apply, and that stay so.
    private func leaveOutLetters(on connection: inout Connection) throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT t.log_id, t.topic_partition, t.topic_offset
            FROM unnest($1::smallint[], $2::int[], $3::bigint[]) AS w (l, p, o)
            JOIN zapline.dead_letters t ON t.log_id = w.l AND t.topic_partition = w.p AND t.topic_offset = w.o
            WHERE t.pipeline = $4 AND t.generation = $5 AND t.topic = $6 AND t.state IN ('open', 'discarded')
            """,
            RecordTables.parameters(records.values.flatMap(\.keys))
                + [.text(session.context.pipeline), .integer(Int64(session.context.generation)), .text(topic)])
        let letters = Set((0..<rows.rowCount).compactMap { RecordTables.place(rows, $0) })
        for name in records.keys { records[name] = records[name]?.filter { !letters.contains($0.key) } }
    }

    /// The places of rows in `whatsapp_instance_events`, from an offset on in each partition.
    private func events(
        of names: [String], from starts: [LogPlace], on connection: inout Connection
    ) throws(PostgresError) -> [String: Set<LogPlace>] {
        let rows = try connection.query(
            """
            SELECT t.log_id, t.topic_partition, t.topic_offset, t.instance_name
            FROM unnest($1::smallint[], $2::int[], $3::bigint[]) AS w (l, p, o)
            JOIN \(schema).whatsapp_instance_events t
              ON t.log_id = w.l AND t.topic_partition = w.p AND t.topic_offset >= w.o
            WHERE t.instance_name = ANY ($4)
            """, RecordTables.parameters(starts) + [.textArray(names)], timeout: Self.patience)
        var places: [String: Set<LogPlace>] = [:]
        for row in 0..<rows.rowCount {
            guard let name = rows[row, 3], let place = RecordTables.place(rows, row) else { continue }
            places[name, default: []].insert(place)
        }
        return places
    }

    /// Reads the records at `places` that aren't here yet.
    private func add(
        _ places: Set<LogPlace>, to name: String, on connection: inout Connection
    ) throws(PostgresError) -> String? {
        let wanted = places.filter { records[name]?[$0] == nil }
        let (found, reason) = try session.records(wanted, topic: topic, on: &connection)
        records[name, default: [:]].merge(found) { $1 }
        guard let first = wanted.subtracting(found.keys).min() else { return nil }
        return """
            \(wanted.count - found.count) records of \(name) that were applied are not to be had, the first \(topic)/\(first): \
            \(reason ?? "nobody has them")
            """
    }
}

extension LogPlace {
    /// The partition's first place.
    fileprivate var beginning: LogPlace { LogPlace(logID: logID, partition: partition, offset: 0) }
}
