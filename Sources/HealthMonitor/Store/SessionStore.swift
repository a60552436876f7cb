import Bytes
import Events
import JSON
import Postgres

/// The statements around `zapline.session_health` and `zapline.health_outbox`; both pass through temporary tables, since
/// `COPY` into a table with row level security is its owner's alone.
final class SessionStore {
    static let sessionSetup = """
        CREATE TEMP TABLE zl_sessions (
            instance_name text, status text, detail text, verdict text, since timestamptz, reasons text, facts text,
            last_event_at timestamptz, last_message_at timestamptz, memory text, revision bigint, published_at timestamptz,
            is_changed boolean) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE zl_outbox (
            place bigint, topic text, key text, event_id text, payload text, expires_at timestamptz) ON COMMIT DELETE ROWS;
        """

    private var sessions = CopyBuffer()
    private var outbox = CopyBuffer()

    /// Adds the statements that send `harvest` to the server, and those that store it, with `between` in between; the script is valid
    /// until the next call.
    ///
    /// What `between` locks is locked only when everything is there: no timeout of the server's ends a `COPY` whose client stands still.
    func write(
        _ harvest: SessionBook.Harvest, of book: SessionBook, into script: inout Script, between: (inout Script) -> Void
    ) {
        sessions.removeAll()
        outbox.removeAll()
        let counted = harvest.mark.text
        for place in harvest.rows {
            add(book.entries[place], counted: book.entries[place].counted?.joined(harvest.mark).text ?? counted)
        }
        for (place, record) in harvest.outgoing.enumerated() { add(record, place) }
        if !harvest.rows.isEmpty {
            script.copy("COPY zl_sessions FROM STDIN (FORMAT binary)", sessions.finish())
        }
        if !harvest.outgoing.isEmpty {
            script.copy("COPY zl_outbox FROM STDIN (FORMAT binary)", outbox.finish())
        }
        between(&script)
        if !harvest.rows.isEmpty { script.sql(Self.mergeSessions) }
        if !harvest.outgoing.isEmpty {
            script.sql(
                """
                INSERT INTO zapline.health_outbox (topic, key, event_id, payload, expires_at)
                SELECT topic, key, event_id, payload, expires_at FROM zl_outbox ORDER BY place
                """)
        }
    }

    private static let mergeSessions = """
        INSERT INTO zapline.session_health (instance_name, status, detail, verdict, since, reasons, facts, last_event_at,
            last_message_at, memory, revision, published_at, is_changed)
        SELECT instance_name, status, detail, verdict, since, reasons::jsonb, facts::jsonb, last_event_at, last_message_at,
            memory::jsonb, revision, published_at, is_changed
        FROM zl_sessions ORDER BY instance_name
        ON CONFLICT (instance_name) DO UPDATE
        SET status = excluded.status, detail = excluded.detail, verdict = excluded.verdict, since = excluded.since,
            reasons = excluded.reasons, facts = excluded.facts, last_event_at = excluded.last_event_at,
            last_message_at = excluded.last_message_at, memory = excluded.memory, revision = excluded.revision,
            published_at = excluded.published_at, is_changed = excluded.is_changed, updated_at = clock_timestamp()
        """

    private func add(_ entry: SessionBook.Entry, counted: String) {
        let (health, judgement) = (entry.health, entry.health.judgement)
        sessions.beginRow(columns: 13)
        sessions.text(entry.name)
        text(health.status?.rawValue)
        text(health.detail?.word.string)
        sessions.text(judgement.verdict.rawValue)
        sessions.timestamptz(microseconds: health.since)
        sessions.text(JSONValue.array(judgement.reasons.map(\.json)).text)
        sessions.text(JSONValue.object(health.facts).text)
        time(health.lastEventAt)
        time(health.lastMessageAt)
        sessions.text(health.memory(counted: counted).text)
        sessions.int8(entry.revision)
        time(entry.publishedAt)
        sessions.bool(entry.isChanged)
    }

    private func text(_ text: String?) {
        if let text { sessions.text(text) } else { sessions.null() }
    }

    private func time(_ moment: Moment?) {
        if let moment { sessions.timestamptz(microseconds: moment) } else { sessions.null() }
    }

    private func add(_ record: Outgoing, _ place: Int) {
        outbox.beginRow(columns: 6)
        outbox.int8(Int64(place))
        outbox.text(record.topic)
        outbox.text(record.key)
        outbox.text(record.id)
        if let value = record.value { outbox.text(String(decoding: value, as: UTF8.self)) } else { outbox.null() }
        if let expiry = record.expiresAt { outbox.timestamptz(microseconds: expiry) } else { outbox.null() }
    }

    /// Every session as it was stored last, into `book`; a page at a time, since an answer is in memory as a whole.
    static func restore(into book: SessionBook, on connection: inout Connection) throws(PostgresError) {
        // Rows of one transaction have one mark.
        var marks: [String: CountMark] = [:]
        var last = ""
        while let name = try restore(after: last, into: book, &marks, on: &connection) { last = name }
    }

    /// The next page; the last name of it, or nil where there is none.
    private static func restore(
        after last: String, into book: SessionBook, _ marks: inout [String: CountMark], on connection: inout Connection
    ) throws(PostgresError) -> String? {
        let rows = try connection.query(
            """
            SELECT instance_name, status, detail, memory, revision, (extract(epoch FROM published_at) * 1000000)::bigint, is_changed
            FROM zapline.session_health WHERE instance_name > $1 ORDER BY instance_name LIMIT 1000
            """, [.text(last)], timeout: .seconds(30))
        for row in 0..<rows.rowCount {
            guard let name = rows[row, 0], let text = rows[row, 3], let memory = try? JSONValue(parsing: text) else {
                continue
            }
            book.restore(
                name, SessionHealth(status: rows[row, 1], detail: rows[row, 2], memory: memory),
                revision: rows.integer(row, 4) ?? 0, publishedAt: rows.integer(row, 5),
                isChanged: rows.bool(row, 6) ?? true, counted: memory["counted"]?.string.map { mark($0, &marks) })
        }
        return rows.rowCount > 0 ? rows[rows.rowCount - 1, 0] : nil
    }

    private static func mark(_ text: String, _ marks: inout [String: CountMark]) -> CountMark {
        if let mark = marks[text] { return mark }
        let mark = CountMark(text: text)
        marks[text] = mark
        return mark
    }
}
