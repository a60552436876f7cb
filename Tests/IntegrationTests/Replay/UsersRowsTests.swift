import Pipeline
import Postgres
import StatusProjector
import TestSupport
import Testing

@Suite("Rows of the user's that events name", .timeLimit(.minutes(3)), .serialized)
struct UsersRowsTests {
    /// An event of an instance: type, epoch, sequence and data.
    private struct Event {
        let type: String
        let epoch, sequence: Int
        var data = "{}"

        init(_ type: String, _ epoch: Int, _ sequence: Int, _ data: String = "{}") {
            (self.type, self.epoch, self.sequence, self.data) = (type, epoch, sequence, data)
        }
    }

    /// A bench whose tables had a row of every name before us, and whose consumer has applied these events.
    private static func bench(_ events: [(name: String, events: [Event])]) async throws -> PipelineBench {
        let rows = events.map { "('\($0.name)', 'their phone')" }.joined(separator: ", ")
        let bench = try PipelineBench(partitions: 1) { connection in
            try connection.execute(
                """
                CREATE TABLE whatsapp_instances (
                    id serial PRIMARY KEY, instance_name text NOT NULL UNIQUE, status text, phone_number text);
                CREATE TABLE whatsapp_sessions (instance_name text PRIMARY KEY, phone_number text, session_data jsonb);
                INSERT INTO whatsapp_instances (instance_name, phone_number) VALUES \(rows);
                INSERT INTO whatsapp_sessions (instance_name, phone_number) VALUES \(rows);
                UPDATE whatsapp_sessions SET session_data = '"theirs"'
                """)
        }
        for (name, events) in events {
            for (place, event) in events.enumerated() {
                try bench.event(
                    "lifecycle", "session.\(event.type)", name, id: "\(place)",
                    attributes: #","sessionepoch":\#(event.epoch),"sequence":"\#(event.sequence)""#, data: event.data)
            }
        }
        #expect(bench.flush())
        let definition = bench.rebuildable("status").pipeline
        let runner = try bench.start("status", topics: ["lifecycle", "heartbeats"], untilEnd: true) {
            definition.makeHandler($0)
        }
        #expect(await runner.waitUntilEnded() == .stopped(halted: false))
        return bench
    }

    private static func rows(_ bench: PipelineBench, _ table: String) throws -> String? {
        try bench.value(
            "SELECT string_agg(instance_name || ' ' || coalesce(phone_number, '-'), ', ' ORDER BY instance_name) FROM \(table)"
        )
    }

    /// What differs, `table key kind or columns`, and then a promotion.
    private static func differences(_ bench: PipelineBench) throws -> [String] {
        let job = try bench.job(bench.rebuildable("status"))
        let found = try job.verify(
            try bench.begin(job, kind: .verify), sample: nil, limit: 20, isAgreed: { _ in false }, note: { _, _ in })
        return found.comparison.differences.map { difference in
            let key = difference.key.compactMap { $0 }.joined(separator: "/")
            return switch difference.kind {
            case .missing: "\(difference.table) \(key) missing"
            case .tooMany: "\(difference.table) \(key) too many"
            case .changed(let changes): "\(difference.table) \(key) \(changes.map(\.column).joined(separator: " "))"
            }
        }
    }

    private static func promote(_ bench: PipelineBench) throws {
        let job = try bench.job(bench.rebuildable("status"))
        _ = try job.promote(try bench.begin(job), isAgreed: { _ in true }, note: { _, _ in })
    }

    @Test("What the fold leaves alone is no drift, and stays when a build is promoted")
    func leftAlone() async throws {
        let bench = try await Self.bench([
            // No event made, changed or took its session.
            ("ended", [Event("disconnected", 5, 1), Event("stopped", 5, 2)]),
            // An old process's last words, which are stale.
            ("late connection", [Event("starting", 5, 1), Event("connected", 4, 9, #"{"phoneNumber":"55"}"#)]),
            ("late deletion", [Event("starting", 5, 1), Event("deleted", 4, 9)]),
            ("late in its epoch", [Event("starting", 5, 1), Event("disconnected", 5, 4), Event("deleted", 5, 3)]),
        ])
        let names = ["ended", "late connection", "late deletion", "late in its epoch"]
        let all = names.map { "\($0) their phone" }.joined(separator: ", ")
        for table in ["whatsapp_instances", "whatsapp_sessions"] { #expect(try Self.rows(bench, table) == all) }
        #expect(try Self.differences(bench) == [])
        // Something to be promoted in each row.
        var connection = try bench.connect()
        try connection.execute("UPDATE whatsapp_instances SET reason = 'by hand'")
        #expect(try Self.differences(bench).count == names.count)
        try Self.promote(bench)
        for table in ["whatsapp_instances", "whatsapp_sessions"] { #expect(try Self.rows(bench, table) == all) }
        #expect(try Self.differences(bench) == [])
    }

    @Test("What an event took is found when it stands there again, and goes")
    func taken() async throws {
        let connected = Event("connected", 5, 1, #"{"phoneNumber":"55"}"#)
        let bench = try await Self.bench([
            ("a", [connected, Event("deleted", 5, 2)]),
            ("b", [connected, Event("deleted", 5, 2), Event("created", 6, 1)]),
            ("c", [connected, Event("disconnected", 5, 2), Event("deleted", 5, 3)]),
            ("d", [Event("starting", 5, 1), Event("deleted", 6, 2), Event("created", 6, 3)]),
        ])
        #expect(try Self.rows(bench, "whatsapp_instances") == "a -, b -, c -, d -")
        #expect(try Self.rows(bench, "whatsapp_sessions") == nil)
        var connection = try bench.connect()
        try connection.execute(
            """
            UPDATE whatsapp_instances SET phone_number = 'by hand';
            INSERT INTO whatsapp_sessions (instance_name) SELECT instance_name FROM whatsapp_instances
            """)
        #expect(
            try Self.differences(bench) == ["a", "b", "c", "d"].map { "whatsapp_instances \($0) phone_number" }
                + ["a", "b", "c", "d"].map { "whatsapp_sessions \($0) too many" })
        try Self.promote(bench)
        #expect(try Self.rows(bench, "whatsapp_instances") == "a -, b -, c -, d -")
        #expect(try Self.rows(bench, "whatsapp_sessions") == nil)
    }

    @Test("A letter that was redriven in live and that the fold can't apply is named, and nothing is mended")
    func redriven() async throws {
        let bench = try await Self.bench([("a", [Event("starting", 5, 1), Event("qr", 5, 2)])])
        var connection = try bench.connect()
        try connection.execute(
            "UPDATE zapline.dead_letters SET state = 'redriven'; UPDATE whatsapp_instances SET reason = 'by it'")
        let job = try bench.job(bench.rebuildable("status"))
        func verify(repairs: Bool) throws -> Promotion {
            try job.verify(
                try bench.begin(job, kind: .verify), sample: nil, limit: 20, isAgreed: { _ in repairs },
                note: { _, _ in })
        }
        let found = try verify(repairs: false)
        #expect(found.unsettled.map(\.place.offset) == [1])
        #expect(found.comparison.total == 1)
        let error = #expect(throws: RebuildError.self) { try verify(repairs: true) }
        #expect(error?.code == .refused)
        #expect(error?.description.contains("lifecycle/0/1 was redriven in live") == true)
        #expect(error?.description.contains("verify again") == true)
        #expect(try bench.value("SELECT reason FROM whatsapp_instances") == "by it")
        #expect(try bench.value("SELECT state FROM zapline.dead_letters") == "redriven")
    }
}
