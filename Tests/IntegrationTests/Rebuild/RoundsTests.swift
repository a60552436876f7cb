import Pipeline
import Postgres
import Testing

@Suite("Rounds of changes, each compared in a snapshot of its own", .timeLimit(.minutes(5)))
struct RoundsTests {
    @Test("A round that is over adds the keys that differ, and only those; a merge reads the round under way")
    func rounds() throws {
        let bench = try ShadowBench(filled: "messages")
        let log = TouchLog(bench.tables)
        try log.install(on: &bench.connection)
        #expect(try bench.lines() == [])
        #expect(try log.count(on: &bench.connection) == 0)
        // One row differs now, another was written as it was.
        try bench.run(
            """
            UPDATE shadow.whatsapp_messages SET body = 'later';
            UPDATE shadow.whatsapp_message_edits SET instance_name = instance_name;
            INSERT INTO shadow.whatsapp_aliases VALUES ('loja', '8@lid', '1')
            """)
        let noted = try log.count(on: &bench.connection)
        #expect(noted >= 3)
        let ended = try log.beginRound(on: &bench.connection)
        #expect(try log.count(on: &bench.connection) == 0)
        try bench.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try Comparison(bench.tables).recheck(round: ended, on: &bench.connection)
        try bench.connection.execute("COMMIT")
        #expect(try bench.value("SELECT count(*) FROM shadow.diff_whatsapp_messages") == "1")
        #expect(try bench.value("SELECT count(*) FROM shadow.diff_whatsapp_message_edits") == "0")
        #expect(try bench.value("SELECT kind FROM shadow.diff_whatsapp_aliases") == "missing")
        try bench.run("DELETE FROM shadow.whatsapp_message_edits")
        #expect(
            try bench.merge().map { "\($0.table) \($0.deleted) \($0.updated) \($0.inserted)" } == [
                "whatsapp_messages 0 1 0", "whatsapp_message_edits 1 0 0", "whatsapp_aliases 0 0 1",
            ])
        #expect(try bench.lines() == [])
    }

    @Test("What was noted in a round that nobody compared isn't merged by a later one's merge")
    func older() throws {
        let bench = try ShadowBench(filled: "messages")
        let log = TouchLog(bench.tables)
        try log.install(on: &bench.connection)
        #expect(try bench.lines() == [])
        try bench.run("UPDATE shadow.whatsapp_messages SET body = 'later'")
        #expect(try log.beginRound(on: &bench.connection) == 0)
        #expect(try bench.merge() == [])
        #expect(try log.beginRound(on: &bench.connection) == 1)
        try bench.run("UPDATE shadow.whatsapp_messages SET body = 'latest'")
        #expect(try bench.merge().map(\.updated) == [1])
    }

    @Test("A live row that changed while nothing was noted of it is found again in its round")
    func live() throws {
        let bench = try ShadowBench(filled: "messages")
        let log = TouchLog(bench.tables)
        try log.install(on: &bench.connection)
        #expect(try bench.lines() == [])
        // As a batch does it: the same on both sides.
        try bench.run(
            """
            UPDATE shadow.whatsapp_messages SET body = 'both';
            UPDATE whatsapp_messages SET body = 'both'
            """)
        let ended = try log.beginRound(on: &bench.connection)
        try bench.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try Comparison(bench.tables).recheck(round: ended, on: &bench.connection)
        try bench.connection.execute("COMMIT")
        #expect(try bench.value("SELECT count(*) FROM shadow.diff_whatsapp_messages") == "0")
        #expect(try bench.merge() == [])
    }
}
