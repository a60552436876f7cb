import Pipeline
import Postgres
import TestSupport
import Testing

@Suite("Dead letters of a rebuild", .timeLimit(.minutes(5)))
struct LetterMergeTests {
    /// A letter of `generation` at `offset`.
    private func letter(_ generation: Int, _ offset: Int, _ state: String, log: Int = 1, pipeline: String = "messages")
        -> String
    {
        """
        INSERT INTO zapline.dead_letters (pipeline, generation, log_id, topic, topic_partition, topic_offset, reason, detail, state,
            payload, is_trimmed)
        VALUES ('\(pipeline)', \(generation), \(log), 'whatsapp.messages', 0, \(offset), 'invalid-event', 'g\(generation)', '\(state)',
            '\\x01', true);
        """
    }

    private func letters(_ bench: ShadowBench) throws -> [String] {
        let rows = try bench.connection.query(
            """
            SELECT pipeline || generation || ' ' || log_id || '/' || topic_offset || ' ' || state || ' ' || detail
                || CASE WHEN changed_at IS NULL THEN '' ELSE ' changed' END || CASE WHEN is_trimmed THEN ' trimmed' ELSE '' END
            FROM zapline.dead_letters ORDER BY pipeline, generation, log_id, topic_offset
            """)
        return (0..<rows.rowCount).compactMap { rows[$0, 0] }
    }

    @Test("Live's are brought to the shadow's within its scope, and states that somebody gave stay")
    func merged() throws {
        let bench = try ShadowBench(filled: "messages")
        try bench.run(
            [
                // Out of scope: before it, behind it, of another life, of another pipeline.
                letter(0, 9, "open"), letter(0, 20, "open"), letter(0, 12, "open", log: 2),
                letter(0, 12, "open", pipeline: "status"),
                // Only in live.
                letter(0, 10, "open"), letter(0, 11, "noted"), letter(0, 12, "discarded"), letter(0, 13, "redriven"),
                // In both.
                letter(0, 14, "open"), letter(3, 14, "open"), letter(0, 15, "discarded"), letter(3, 15, "open"),
                letter(0, 16, "noted"), letter(3, 16, "noted"),
                // Only in the shadow.
                letter(3, 17, "open"), letter(3, 18, "noted"), letter(4, 17, "open"),
            ].joined())
        let merge = LetterMerge(bench.tables)
        try bench.run("BEGIN")
        try merge.lock(on: &bench.connection)
        #expect(try merge.unsettled(on: &bench.connection) == [])
        let counts = try merge.run(on: &bench.connection)
        try bench.run("COMMIT")
        #expect(counts.settled == 1)
        #expect(counts.added == 2)
        #expect(
            try letters(bench) == [
                "messages0 1/9 open g0 trimmed", "messages0 1/10 redriven g0 changed trimmed",
                "messages0 1/11 noted g0 trimmed",
                "messages0 1/12 discarded g0 trimmed", "messages0 1/13 redriven g0 trimmed",
                "messages0 1/14 open g0 trimmed",
                "messages0 1/15 discarded g0 trimmed", "messages0 1/16 noted g0 trimmed",
                "messages0 1/17 open g3 trimmed",
                "messages0 1/18 noted g3 trimmed", "messages0 1/20 open g0 trimmed", "messages0 2/12 open g0 trimmed",
                "messages4 1/17 open g4 trimmed", "status0 1/12 open g0 trimmed",
            ])
    }

    @Test("Where the archive was read in the log's place, only records that it has were read")
    func holes() throws {
        let bench = try ShadowBench(filled: "messages")
        try bench.run(
            """
            INSERT INTO zapline.rebuilds (pipeline, generation, kind, state, schema_name, starts, reads_archive, begins_late, owner)
            VALUES ('messages', 3, 'rebuild', 'ready', '\(bench.schema)',
                '[{"log_id": 1, "partition": 1, "offset": 0}, {"log_id": 1, "partition": 0, "offset": 10}]', true, false, 'test');
            INSERT INTO zapline.event_archive (log_id, topic_partition, topic_offset) VALUES (1, 0, 11);
            """ + (10...15).map { letter(0, $0, "open") }.joined())
        // Retention went on while it was read; that an earlier part came from the log isn't known any more.
        for seam: Int64 in [12, 14, 13] {
            let place = LogPlace(logID: 1, partition: 0, offset: seam)
            try RebuildStore.noteSeam(place, "messages", generation: 3, on: &bench.connection)
        }
        #expect(
            try bench.value("SELECT starts FROM zapline.rebuilds")
                == #"[{"log_id": 1, "offset": 0, "partition": 1}, {"seam": 14, "log_id": 1, "offset": 10, "partition": 0}]"#
        )
        #expect(try LetterMerge(bench.tables).run(on: &bench.connection).settled == 3)
        #expect(
            try bench.value(
                "SELECT string_agg(topic_offset::text, ' ' ORDER BY topic_offset) FROM zapline.dead_letters WHERE state = 'open'"
            )
                == "10 12 13")
    }

    @Test("One that was redriven in live and isn't applied in the shadow is named")
    func unsettled() throws {
        let bench = try ShadowBench(filled: "messages")
        try bench.run(
            [letter(0, 10, "redriven"), letter(3, 10, "open"), letter(0, 11, "redriven"), letter(3, 12, "open")]
                .joined())
        let found = try LetterMerge(bench.tables).unsettled(on: &bench.connection)
        #expect(found.map(\.place) == [LogPlace(logID: 1, partition: 0, offset: 10)])
        #expect(found.map(\.topic) == ["whatsapp.messages"])
        #expect(found.map(\.reason) == ["invalid-event"])
    }

    @Test("A redrive waits for the promotion, and then sees what it made of the letter")
    func redriveWaits() async throws {
        let bench = try ShadowBench(filled: "messages")
        try bench.run(letter(0, 10, "open"))
        try bench.run("BEGIN")
        try LetterMerge(bench.tables).lock(on: &bench.connection)
        let url = bench.url
        let redriven = Task {
            try await onOwnThread {
                var own = try ShadowBench.connect(url, "redriving")
                return try own.query("UPDATE zapline.dead_letters SET state = 'redriven' WHERE state = 'open'")
                    .affectedRows
            }
        }
        // Another session looks: in a transaction the view stays as it was first read.
        var other = try bench.connect()
        #expect(
            try await eventually(within: .seconds(120)) {
                try other.query(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'redriving' AND wait_event_type = 'Lock'"
                ).integer(0, 0) == 1
            })
        _ = try LetterMerge(bench.tables).run(on: &bench.connection)
        try bench.run("COMMIT")
        #expect(try await redriven.value == 0)
    }
}
