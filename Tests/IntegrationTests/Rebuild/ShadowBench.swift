import MessageArchiver
import Pipeline
import Postgres
import Schema
import StatusProjector
import TestSupport

/// A database with live tables, and shadow tables of generation 3 beside them.
final class ShadowBench {
    let url: String
    private(set) var tables: RebuiltTables
    var connection: Connection
    private var all: RebuiltTables

    /// Empty tables; live ones over what `before` makes.
    init(_ pipeline: String, before: String = "SELECT") throws {
        let schema = "zapline_\(pipeline)_3"
        let url = try PrivatePostgres.shared().makeDatabase()
        var connection = try Self.connect(url, "tests")
        try connection.execute(before)
        _ = try SchemaMigrator.apply(&connection)
        try connection.execute(ShadowTables.sql(pipeline: pipeline, schema: schema))
        self.url = url
        self.connection = connection
        all =
            switch pipeline {
            case StatusPipeline.name: StatusPipeline.rebuiltTables(schema: schema, generation: 3)
            case MessagesPipeline.name: MessagesPipeline.rebuiltTables(schema: schema, generation: 3)
            default: ArchivePipeline.rebuiltTables(schema: schema, generation: 3)
            }
        tables = all
    }

    /// Tables where live is as the shadow is, and every column of both has a value.
    convenience init(filled pipeline: String) throws {
        try self.init(pipeline)
        try run(Self.rows(pipeline))
        _ = try compare()
        _ = try merge()
    }

    /// Compares and merges one table alone from now on.
    func narrow(to table: String) {
        tables = RebuiltTables(
            pipeline: all.pipeline, generation: all.generation, schema: schema,
            tables: all.tables.filter { $0.name == table })
    }

    var schema: String { tables.schema }

    /// Another session.
    func connect() throws -> Connection { try Self.connect(url, "tests") }

    /// A session that may stand in a transaction while other tests have the processors.
    static func connect(_ url: String, _ name: String) throws -> Connection {
        var settings = ConnectionSettings(url: url, applicationName: name)
        settings.idleInTransactionTimeout = .seconds(300)
        settings.lockTimeout = .seconds(300)
        settings.statementTimeout = .seconds(300)
        return try Connection.connect(settings)
    }

    /// Runs statements; `shadow.` is the schema of the shadow tables.
    func run(_ sql: String) throws {
        try connection.execute(
            sql.split(separator: "shadow.", omittingEmptySubsequences: false).joined(separator: "\(schema)."))
    }

    /// The first value of a query.
    func value(_ sql: String) throws -> String? {
        let shadow = sql.split(separator: "shadow.", omittingEmptySubsequences: false).joined(separator: "\(schema).")
        return try connection.query(shadow)[0, 0]
    }

    /// Compares: what differs, and of each table how many rows nobody named.
    func compare(sample: [String]? = nil) throws -> (found: [Difference], counts: [String: TableCounts]) {
        let comparison = Comparison(tables, sample: sample)
        try comparison.prepare(on: &connection)
        try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        let counts = try comparison.run(on: &connection)
        let found = try comparison.differences(limit: 10_000, on: &connection)
        try connection.execute("COMMIT")
        return (found, Dictionary(uniqueKeysWithValues: counts.map { ($0.table, $0) }))
    }

    /// What differs, a line each: `table key kind`, or `table key column live -> shadow`.
    func lines(sample: [String]? = nil) throws -> [String] {
        try compare(sample: sample).found.flatMap { difference in
            let row = "\(difference.table) \(difference.key.map { $0 ?? "-" }.joined(separator: "/"))"
            switch difference.kind {
            case .missing: return ["\(row) missing"]
            case .tooMany: return ["\(row) too many"]
            case .changed(let changes):
                return changes.map { "\(row) \($0.column) \($0.live ?? "-") -> \($0.shadow ?? "-")" }
            }
        }
    }

    /// Merges what was found and touched, in a transaction that an error undoes; what was written to tables that anything was
    /// written to.
    func merge(sample: [String]? = nil) throws -> [Merge.Counts] {
        try connection.execute("BEGIN")
        do {
            let counts = try Merge(tables, sample: sample).run(on: &connection)
            try connection.execute("COMMIT")
            return counts.filter { $0.rows > 0 }
        } catch {
            try connection.execute("ROLLBACK")
            throw error
        }
    }
}

// MARK: - Rows

extension ShadowBench {
    /// Shadow rows with a value in every column, of the instances `loja` and `gone`.
    static func rows(_ pipeline: String) -> String {
        switch pipeline {
        case "status": status
        case "messages": messages
        default: archive
        }
    }

    private static let status = """
        INSERT INTO zapline.instance_state (generation, instance_name, session_epoch, sequence, is_deleted, has_session, status,
            detail, reason, last_seen_at, revision)
        VALUES (3, 'loja', 3, 42, false, true, 'connected', 'limited', 'slow', '2026-11-22 10:00Z', 7),
               (3, 'gone', 1, 8, true, false, 'disconnected', 'deleted', NULL, '2026-11-22 10:00Z', 2);
        INSERT INTO shadow.whatsapp_instances (instance_name, status, qr_code, phone_number, created_at, updated_at, detail,
            reason, session_epoch, last_seen_at)
        VALUES ('loja', 'connected', '2@x', '5511', '2026-11-20 10:00Z', '2026-11-21 10:00Z', 'limited', 'slow', 3,
                '2026-11-22 10:00Z'),
               ('gone', 'disconnected', NULL, NULL, '2026-11-20 10:00Z', '2026-11-21 10:00Z', 'deleted', NULL, 1,
                '2026-11-22 10:00Z');
        INSERT INTO shadow.whatsapp_sessions VALUES ('loja', '5511', '{"path": "a"}', '2026-11-21 10:00Z');
        INSERT INTO shadow.whatsapp_instance_events VALUES
            (1, 0, 10, 'loja', 'whatsapp.session.limited', 'connected', 'limited', 'slow', 3, '2026-11-21 10:00Z'),
            (1, 0, 11, 'gone', 'whatsapp.session.deleted', 'disconnected', 'deleted', 'bye', 1, '2026-11-21 10:00Z');
        INSERT INTO shadow.scope VALUES (1, 0, 'whatsapp.lifecycle', 10, 20);
        """

    private static let messages = """
        INSERT INTO shadow.whatsapp_messages (instance_name, message_id, from_me, chat_id, sender_id, push_name, kind, body,
            original_body, media, reply_to, sent_at, status, delivered_at, read_at, played_at, failed_at, failure_code, edited_at,
            revoked_at, revoked_by, zapline_edited, zapline_conflict)
        VALUES ('loja', 'M1', false, '1@g.us', '551@s.whatsapp.net', 'Ana', 'text', 'new', 'old', '{"size": 1}', 'M0',
            '2026-11-20Z', 'read', '2026-11-21Z', '2026-11-22Z', '2026-11-23Z', '2026-11-24Z', '500', '2026-11-25Z', '2026-11-26Z',
            '551@s.whatsapp.net', true, true);
        INSERT INTO shadow.whatsapp_message_edits VALUES ('loja', 'M1', false, 'E1', '551@s.whatsapp.net', 'new', '2026-11-25Z');
        INSERT INTO shadow.whatsapp_message_reactions VALUES ('loja', 'M1', false, '552@s.whatsapp.net', '👍', '2026-11-25Z');
        INSERT INTO shadow.whatsapp_message_receipts
        VALUES ('loja', 'M1', false, '552@s.whatsapp.net', '2026-11-21Z', '2026-11-22Z', '2026-11-23Z');
        INSERT INTO shadow.whatsapp_chats VALUES ('loja', '1@g.us', 'Group', 'About', false, '2026-11-20Z', '2026-11-20Z', 'M1',
            '2026-11-20Z', '2026-11-20Z', '2026-11-20Z');
        INSERT INTO shadow.whatsapp_contacts VALUES ('loja', '551@s.whatsapp.net', 'Ana', 'Ana', '551', false, '2026-11-20Z',
            '2026-11-20Z', '2026-11-20Z', '2026-11-20Z', '2026-11-20Z');
        INSERT INTO shadow.whatsapp_aliases VALUES ('loja', '9@lid', '551@s.whatsapp.net', '2026-11-20Z');
        INSERT INTO shadow.scope VALUES (1, 0, 'whatsapp.messages', 10, 20);
        """

    private static let archive = #"""
        INSERT INTO shadow.event_archive VALUES
            (1, 0, 10, '2026-11-20Z', 'loja', 'whatsapp.message.received', '01JD', 'M1', '\x6b', '[["a","b"]]', '\x7b7d'),
            (1, 0, 11, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
        INSERT INTO shadow.scope VALUES (1, 0, 'whatsapp.messages', 10, 20);
        """#
}
