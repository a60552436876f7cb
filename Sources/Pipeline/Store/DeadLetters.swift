import Bytes
import Postgres

/// The rows of `zapline.dead_letters` that ride in a batch's transaction.
final class DeadLetters {
    private var rows = CopyBuffer(capacity: 1 << 12)
    private var headers = ByteBuffer(capacity: 1 << 10)
    private let context: HandlerContext

    init(context: HandlerContext) { self.context = context }

    /// Forgets the rows of the last attempt.
    func removeAll() { rows.removeAll() }

    /// Adds a letter for `record`, whole or, beyond the budget, with coordinates and reason only.
    func add(_ record: Record, instance: ByteView?, reason: String, detail: String, isWhole: Bool) {
        rows.beginRow(columns: 15)
        rows.text(context.pipeline)
        rows.int4(context.generation)
        rows.int2(record.logID)
        rows.text(context.topics.indices.contains(record.topic) ? context.topics[record.topic] : "")
        rows.int4(record.partition)
        rows.int8(record.offset)
        rows.timestamptz(milliseconds: record.timestamp)
        rows.text(instance)
        rows.bytea(isWhole ? record.key : nil)
        headers.removeAll()
        if isWhole, HeadersText.write(record.headers, into: &headers) { rows.text(headers.view) } else { rows.null() }
        rows.bytea(isWhole ? record.value : nil)
        rows.text(reason)
        rows.text(detail)
        rows.text("open")
        rows.bool(!isWhole)
    }

    /// Adds the statements, where there are letters.
    func write(into script: inout Script) {
        guard rows.rowCount > 0 else { return }
        // Made only now: emptying a temporary table costs each transaction 0.4 ms, and letters are rare.
        script.sql(
            """
            CREATE TEMP TABLE zl_letters ON COMMIT DROP AS
            SELECT pipeline, generation, log_id, topic, topic_partition, topic_offset, recorded_at, instance_name, key, headers,
                   payload, reason, detail, state, is_trimmed FROM zapline.dead_letters WITH NO DATA
            """)
        script.copy("COPY zl_letters FROM STDIN (FORMAT binary)", rows.finish())
        script.sql(
            """
            INSERT INTO zapline.dead_letters (pipeline, generation, log_id, topic, topic_partition, topic_offset, recorded_at,
                instance_name, key, headers, payload, reason, detail, state, is_trimmed)
            -- A letter that stands already, from before an offset was set back, stays as it is.
            SELECT * FROM zl_letters ON CONFLICT DO NOTHING
            """)
    }
}
