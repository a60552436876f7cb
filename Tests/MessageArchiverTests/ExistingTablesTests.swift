import Postgres
import Testing

@testable import MessageArchiver
@testable import Schema

@Suite("Tables that were there before us", .timeLimit(.minutes(2)))
struct ExistingTablesTests {
    /// An application's own tables: other types of text, another collation, a key of its own, columns and rows.
    static let before = """
        CREATE COLLATION german (provider = icu, locale = 'de');
        CREATE TABLE whatsapp_messages (
            id serial PRIMARY KEY, note text, instance_name varchar(255) NOT NULL, message_id text COLLATE german NOT NULL,
            from_me boolean NOT NULL DEFAULT false, body text COLLATE german, kind varchar, sender_id varchar(255),
            status varchar(20));
        INSERT INTO whatsapp_messages (instance_name, message_id, body, note) VALUES ('loja', 'old', 'alt', 'keep');
        INSERT INTO whatsapp_messages (instance_name, message_id, note) VALUES ('loja', 'M1', 'ours');
        CREATE TABLE whatsapp_chats (
            instance_name text, chat_id text, name text, UNIQUE (chat_id, instance_name));
        INSERT INTO whatsapp_chats VALUES ('loja', '1@g.us', 'Alt');
        """

    @Test("They get what is missing, keep their rows, and joins work in them")
    func added() throws {
        var store = try MessageStore(before: Self.before)
        try store.apply([body(["text": "z"]), body(["chat": "1@g.us", "messageId": "M2"])])
        try store.apply([body(["text": "á", "status": "server"]), edit("E1", "neu", at: 1), status("failed", at: 1)])
        try store.apply([body(["text": "Z"])])
        #expect(
            try store.message("note, message_id, from_me, body, original_body, status")
                == """
                keep|old|f|alt|-|-
                ours|M1|f|neu|Z|server
                -|M1|t|-|-|failed
                -|M2|f|oi|-|-
                """)
        #expect(
            try store.rows("whatsapp_chats", "chat_id, name, last_message_id")
                == ["1@g.us|Alt|M2", "551@s.whatsapp.net|-|M1"])
        try store.apply([told("chat.updated", ["chat": "1@g.us", "name": "A"], at: 1)])
        #expect(try store.rows("whatsapp_chats", "chat_id, name").first == "1@g.us|A")
    }

    @Test(
        "What a user's type or constraint refuses is the user's, what the temporary table refuses is ours",
        arguments: [
            "ALTER TABLE whatsapp_messages ALTER body TYPE varchar(1)",
            "ALTER TABLE whatsapp_messages ADD CHECK (body <> 'oi')",
            "ALTER TABLE whatsapp_messages ALTER push_name SET NOT NULL",
            "CREATE UNIQUE INDEX ON whatsapp_messages (message_id)",
        ])
    func refused(change: String) throws {
        var store = try MessageStore()
        try store.connection.execute(change)
        var refusal: PostgresError?
        do { try store.apply([body(["from": 1]), body(type: "message.sent")]) } catch let error as PostgresError {
            refusal = error
        }
        let error = try #require(refusal)
        #expect(store.handler.isUsersObject(error))
        var ours = error
        ours.context = "COPY zl_rows, line 1, column body"
        #expect(!store.handler.isUsersObject(ours))
    }

    @Test("A history in any order is the same in them too")
    func anyOrder() throws {
        var store = try MessageStore(before: Self.before)
        var random = RandomHistory(seed: 77)
        let history = random.events(120)
        var found: [[String]] = []
        for _ in 0..<2 {
            try store.empty()
            for batch in random.batches(of: history, largest: 9) { try store.apply(batch) }
            found.append(
                try store.rows(
                    "whatsapp_messages",
                    "instance_name, message_id || from_me, body, kind, sender_id, status, edited_at"))
        }
        #expect(OrderTests.difference(found[0], found[1]) == nil)
    }

    @Test("Applied again, the migration's statements change nothing, and a key isn't indexed twice")
    func again() throws {
        var store = try MessageStore(before: Self.before)
        let indexes =
            "SELECT indexrelid::regclass FROM pg_index WHERE indrelid::regclass::text LIKE 'whatsapp_%' ORDER BY 1"
        let count = try store.connection.query(indexes).rowCount
        try store.connection.execute(MessageTables.sql(schema: "public"))
        #expect(try store.connection.query(indexes).rowCount == count)
        // One a table, and the application's own key.
        #expect(
            try store.rows("pg_index", "indrelid::regclass::text, 1").filter { $0.hasPrefix("whatsapp_messages|") }
                .count == 2)
        #expect(
            try store.rows("pg_index", "indrelid::regclass::text, 1").filter { $0.hasPrefix("whatsapp_chats|") }.count
                == 1)
    }

    @Test("Tables that we made are closed to guests, those of others are left as they were")
    func protection() throws {
        var store = try MessageStore(before: Self.before)
        let open = try store.connection.query(
            """
            SELECT relname FROM pg_class WHERE relname LIKE 'whatsapp_%' AND relkind = 'r' AND NOT relrowsecurity ORDER BY 1
            """)
        #expect((0..<open.rowCount).map { open[$0, 0] ?? "" } == ["whatsapp_chats", "whatsapp_messages"])
    }

    @Test("In another schema the same tables stand, and live ones stay empty")
    func otherSchema() throws {
        var store = try MessageStore()
        try store.apply([body(), edit("E1", "x", at: 1), status("read", at: 1)])
        #expect(try store.message("from_me, body") == "f|x\nt|-")
        #expect(try store.rows("public.whatsapp_messages", "1, 2").isEmpty)
    }

    @Test("A status that changes a row leaves its index alone (HOT)")
    func hot() throws {
        var store = try MessageStore()
        let ids: [Value] = (0..<300).map { .string("M\($0)") }
        try store.apply(ids.map { body(["messageId": $0], type: "message.sent") })
        try store.apply([status("delivered", at: 1, ["messageIds": .list(Array(ids[..<60]))])])
        try store.connection.execute("SELECT pg_stat_force_next_flush()")
        let counted = try store.connection.query(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'whatsapp_messages' AND schemaname = current_schema()"
        )
        #expect(counted.integer(0, 0) == 60)
        #expect(counted.integer(0, 1) ?? 0 >= 40)
    }
}
