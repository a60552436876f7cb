import Pipeline
import Postgres
import Schema
import StatusProjector
import TestSupport
import Testing

@Suite("A table of instances that was there before us", .timeLimit(.minutes(3)))
struct ExistingInstancesTests {
    /// A bench whose table has rows, an enum for the status, a short column and a trigger of the user's own.
    func bench() throws -> PipelineBench {
        try PipelineBench { connection in
            try connection.execute(
                """
                CREATE TYPE session_status AS ENUM ('connected', 'disconnected', 'connecting', 'legacy');
                CREATE TABLE whatsapp_instances (
                    id serial PRIMARY KEY, instance_name varchar(120) NOT NULL UNIQUE, status session_status, qr_code text,
                    phone_number varchar(20), webhook_url text, created_at timestamp DEFAULT '2020-01-01', updated_at timestamp);
                INSERT INTO whatsapp_instances (instance_name, status, phone_number, webhook_url)
                VALUES ('known', 'legacy', '5511', 'https://hook'), ('silent', 'legacy', '5512', 'https://other')
                """)
        }
    }

    @Test("Only our columns are written; rows, ids, hooks and phones stay")
    func existing() async throws {
        let bench = try bench()
        try bench.event("lifecycle", "session.qr", "known", id: "1", data: #"{"qr":"2@x"}"#)
        // Updates draw no values of the user's sequence.
        for number in 0..<20 {
            try bench.event("lifecycle", "session.qr", "known", id: "q\(number)", data: #"{"qr":"2@x"}"#)
        }
        try bench.event("lifecycle", "session.connected", "new", id: "2", data: #"{"phoneNumber":"5599"}"#)
        #expect(bench.flush())
        let runner = try bench.start("status", topics: ["lifecycle", "heartbeats"], untilEnd: true) {
            StatusHandler($0)
        }
        #expect(await runner.waitUntilEnded() == .stopped(halted: false))
        var connection = try bench.connect()
        let rows = try connection.query(
            """
            SELECT id, instance_name, status, qr_code, phone_number, webhook_url, created_at::date, detail
            FROM whatsapp_instances ORDER BY id
            """)
        let found = (0..<rows.rowCount).map { row in (0..<8).map { rows[row, $0] } }
        #expect(
            found == [
                ["1", "known", "connecting", "2@x", "5511", "https://hook", "2020-01-01", "qr"],
                ["2", "silent", "legacy", nil, "5512", "https://other", "2020-01-01", nil],
                ["3", "new", "connected", nil, "5599", nil, "2026-11-23", "connected"],
            ])
    }

    @Test("A constraint of the user's that refuses every row halts, names itself, makes no dead letter, and heals")
    func constraint() async throws {
        let bench = try bench()
        var connection = try bench.connect()
        try connection.execute("ALTER TABLE whatsapp_instances ADD CONSTRAINT no_new_ones CHECK (id < 3)")
        try bench.event("lifecycle", "session.connected", "new", id: "1")
        #expect(bench.flush())
        let runner = try bench.start("status", topics: ["lifecycle", "heartbeats"]) { StatusHandler($0) }
        #expect(await eventually(within: .seconds(30)) { runner.status.halted.contains { $0.contains("no_new_ones") } })
        #expect(
            try await eventually {
                try bench.value("SELECT halt_reason FROM zapline.consumer_offsets WHERE state = 'halted'")?.contains(
                    "no_new_ones") == true
            })
        #expect(runner.status.isReady == false)
        #expect(try bench.value("SELECT count(*) FROM zapline.dead_letters") == "0")
        try connection.execute("ALTER TABLE whatsapp_instances DROP CONSTRAINT no_new_ones")
        #expect(
            try await eventually(within: .seconds(30)) {
                try bench.value("SELECT status FROM whatsapp_instances WHERE instance_name = 'new'") == "connected"
            })
        await bench.stop()
    }
}
