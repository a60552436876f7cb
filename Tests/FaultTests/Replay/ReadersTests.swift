import Postgres
import Reference
import TestSupport
import Testing

extension Faults {
    @Suite("Replay: what applications see and own", .timeLimit(.minutes(5)), .serialized)
    struct ReadersTests {
        @Test("Readers in a loop see the old rows and then the new ones; what users made of the tables is as it was")
        func readers() async throws {
            let replay = try await ReplayBench()
            try replay.publish(seed: 780, 4_000, worlds: 10)
            try await replay.consume()
            let right = try replay.digest()
            try replay.execute(Self.users)
            try replay.execute(Self.damage)
            try replay.fleet.start(copies: 1)
            try await replay.settling.waitForZeroLag()
            let (old, owned) = (try replay.digest(), try replay.rows(Self.owned))
            let hooks = try replay.rows(Self.hooks)
            // The whole of a pipeline's tables in one answer: half of them changed would be seen.
            let names = ReplayBench.tables
            for (pipeline, tables) in [("status", names["status"] ?? []), ("messages", names["messages"] ?? [])] {
                let sql = "SELECT " + ReplayBench.digest(of: tables)
                try await replay.zapline("rebuild", "start", pipeline, "--yes", "--plain")
                let readers = [false, true].map { ReaderLoop(sql, isRepeatable: $0, on: replay.bench) }
                #expect(await eventually { readers.allSatisfy { $0.count > 3 } })
                try await replay.zapline("rebuild", "promote", pipeline, "--why=trial", "--yes", "--plain")
                let seen = readers.map(\.count)
                #expect(await eventually { zip(readers, seen).allSatisfy { $0.count > $1 + 1 } })
                let after = try replay.digest(of: tables)
                for reader in readers {
                    let answers = try await reader.stop()
                    print("\(pipeline): \(answers.count) answers, the slowest after \(answers.longest)")
                    #expect(answers.errors == [] && answers.torn == 0)
                    #expect(answers.different.count == 2 && answers.different.last == after, "\(answers.different)")
                }
            }
            #expect(try replay.rows(Self.owned) == owned)
            #expect(try replay.rows(Self.hooks) == hooks)
            try Self.expectUse(replay)
            try replay.execute("DELETE FROM whatsapp_instances WHERE instance_name = 'nobody named it'")
            #expect(try replay.digest() == right && old != right)
            let problems = await replay.fleet.stop()
            #expect(problems.isEmpty, "\(problems)")
            try replay.judge()
        }

        /// What users made still does what it is for.
        private static func expectUse(_ replay: ReplayBench) throws {
            #expect(try replay.rows("SELECT count(*) > 1 FROM connected_sessions")[0][0] == "t")
            #expect(try replay.rows("SELECT count(*) > 0 FROM touched")[0][0] == "t")
            var connection = try replay.bench.connect()
            try connection.execute("SET ROLE reader_of_shops")
            let shops = try connection.query("SELECT DISTINCT instance_name FROM whatsapp_messages")
            #expect(shops.rowCount == 1 && shops[0, 0] == "x-1")
        }

        /// What an application has made around the tables; locked first, since an autovacuum that holds a table waits for whoever changed the
        /// table's row in `pg_class` (GRANT does), and that one then for the table.
        private static let users = """
            LOCK TABLE whatsapp_messages, whatsapp_instances, whatsapp_chats IN ACCESS EXCLUSIVE MODE;
            DO $$ BEGIN CREATE ROLE reader_of_shops; CREATE ROLE owner_of_shops; EXCEPTION WHEN duplicate_object THEN END $$;
            GRANT CREATE ON SCHEMA public TO owner_of_shops;
            ALTER TABLE whatsapp_chats OWNER TO owner_of_shops;
            GRANT SELECT ON whatsapp_messages, whatsapp_instances TO reader_of_shops;
            GRANT UPDATE (webhook_url) ON whatsapp_instances TO reader_of_shops;
            CREATE POLICY one_shop ON whatsapp_messages FOR SELECT TO reader_of_shops USING (instance_name = 'x-1');
            CREATE PUBLICATION shops FOR TABLE whatsapp_messages, whatsapp_instances;
            ALTER TABLE whatsapp_messages REPLICA IDENTITY FULL;
            CREATE VIEW connected_sessions AS SELECT instance_name, phone_number FROM whatsapp_instances WHERE status = 'connected';
            CREATE INDEX messages_by_chat ON whatsapp_messages (instance_name, chat_id, sent_at);
            ALTER TABLE whatsapp_messages ADD COLUMN note text DEFAULT 'none';
            UPDATE whatsapp_messages SET note = instance_name || message_id;
            CREATE TABLE hooks (instance uuid REFERENCES whatsapp_instances (id) ON DELETE CASCADE, url text);
            INSERT INTO hooks SELECT id, 'https://hook' FROM whatsapp_instances;
            UPDATE whatsapp_instances SET webhook_url = 'https://hook/' || instance_name;
            INSERT INTO whatsapp_instances (instance_name, status, webhook_url) VALUES ('nobody named it', 'connected', 'https://own');
            CREATE TABLE touched (name text);
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO touched VALUES (NEW.instance_name); RETURN NEW; END $$;
            CREATE TRIGGER touch AFTER UPDATE ON whatsapp_messages FOR EACH ROW EXECUTE FUNCTION touch();
            """

        private static let damage = """
            UPDATE whatsapp_messages SET body = 'by hand' WHERE message_id < 'M3';
            DELETE FROM whatsapp_messages WHERE message_id = 'M9';
            DELETE FROM whatsapp_contacts WHERE instance_name = 'x-1';
            UPDATE whatsapp_instances SET status = 'connecting', reason = 'by hand' WHERE status = 'connected' AND webhook_url <> 'https://own';
            DELETE FROM whatsapp_instance_events WHERE topic_offset % 2 = 0;
            TRUNCATE touched;
            """

        /// Everything of users' that hangs on the tables, and which tables these are.
        private static let owned = """
            SELECT 'table ' || relname, concat_ws(' ', oid, relowner::regrole, relrowsecurity, relforcerowsecurity, relreplident, relacl)
            FROM pg_class WHERE relname ~ '^whatsapp_' AND relkind = 'r' AND relnamespace = 'public'::regnamespace
            UNION ALL SELECT 'policy ' || policyname, concat_ws(' ', tablename, roles, cmd, qual) FROM pg_policies
            UNION ALL SELECT 'publication ' || pubname, tablename FROM pg_publication_tables
            UNION ALL SELECT 'view ' || viewname, definition FROM pg_views WHERE schemaname = 'public'
            UNION ALL SELECT 'trigger ' || tgname, concat_ws(' ', tgrelid::regclass, tgenabled, pg_get_triggerdef(oid))
                FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT 'constraint ' || conname, concat_ws(' ', conrelid::regclass, convalidated, pg_get_constraintdef(oid))
                FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT 'columns ' || attrelid::regclass, string_agg(concat_ws(' ', attname, attacl), ',' ORDER BY attnum)
                FROM pg_attribute WHERE attnum > 0 AND attrelid::regclass::text ~ '^whatsapp_' GROUP BY attrelid
            ORDER BY 1, 2
            """

        private static let hooks = """
            SELECT i.id, instance_name, webhook_url, h.url FROM whatsapp_instances i LEFT JOIN hooks h ON h.instance = i.id
            UNION ALL SELECT NULL, instance_name, message_id, note FROM whatsapp_messages
            WHERE message_id <> 'M9' ORDER BY 2, 3, 4
            """
    }
}
