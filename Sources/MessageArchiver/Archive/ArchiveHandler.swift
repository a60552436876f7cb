package import Bytes
import Events
package import Pipeline
package import Postgres

/// Keeps every record as it stood (contract §4): nothing is poison here, and nothing is left out.
///
/// The offsets in the same transaction are what makes each record stand once, so the rows go straight into the table; a
/// row that is there already means two writers, and halts (SQLSTATE 23505).
package final class ArchiveHandler: Handler {
    private let arena = Arena()
    private let reader: EventReader
    private let table: String
    private var rows = CopyBuffer(capacity: 6 << 20)
    private var headers = ByteBuffer(capacity: 1 << 10)

    /// A lane's handler.
    package init(_ context: HandlerContext) {
        reader = EventReader(arena: arena, maxEventBytes: context.maxEventBytes)
        table = context.schema == "public" ? "zapline.event_archive" : "\(context.schema).event_archive"
    }

    package var sessionSetup: String { "" }

    package func write(_ records: RecordSelection, found: QueryResult?, into output: inout HandlerOutput) {
        arena.reset()
        rows.removeAll()
        records.forEach { _, record in add(record, &output.tally) }
        guard rows.rowCount > 0 else { return }
        output.script.copy(
            """
            COPY \(table) (log_id, topic_partition, topic_offset, recorded_at, instance_name, event_type, event_id, message_id, \
            key, headers, payload) FROM STDIN (FORMAT binary)
            """, rows.finish())
    }

    package func traceParent(of record: Record) -> ByteView? { reader.traceParent(of: record) }

    private func add(_ record: Record, _ tally: inout Tally) {
        let summary = reader.summary(of: record)
        if record.value == nil, summary.typeName == nil { tally.tombstones += 1 }
        rows.beginRow(columns: 11)
        rows.int2(record.logID)
        rows.int4(record.partition)
        rows.int8(record.offset)
        rows.timestamptz(milliseconds: record.timestamp)
        rows.text(summary.subject)
        rows.text(summary.typeName)
        rows.text(summary.id)
        rows.text(summary.messageID)
        rows.bytea(record.key)
        headers.removeAll()
        if HeadersText.write(record.headers, into: &headers) { rows.text(headers.view) } else { rows.null() }
        rows.bytea(record.value)
    }
}
