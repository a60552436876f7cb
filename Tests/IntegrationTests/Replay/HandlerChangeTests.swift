import Pipeline
import Postgres
import Schema
import TestSupport
import Testing

/// The README's "Changing what a handler writes", step by step.
@Suite("A handler writes one column more, which old events tell as well", .timeLimit(.minutes(3)), .serialized)
struct HandlerChangeTests {
    private static let shops = 40

    @Test("Migrated, deployed and rebuilt: old rows have it too, nothing else changes, and it goes on")
    func newColumn() async throws {
        let bench = try PipelineBench(partitions: 2) { connection in
            try connection.execute(
                """
                CREATE TABLE shop_visits (shop text COLLATE "C" PRIMARY KEY, visits integer NOT NULL);
                INSERT INTO shop_visits VALUES ('of somebody else', 7)
                """)
        }
        try Self.publish(0..<1_000, bench)
        let old = try bench.start("visits", topics: ["messages"], untilEnd: true) {
            VisitsHandler($0, keepsVisitor: false)
        }
        #expect(await old.waitUntilEnded() == .stopped(halted: false))
        // Migrate.
        var connection = try bench.connect()
        try connection.execute("ALTER TABLE shop_visits ADD COLUMN last_visitor text")
        // Deploy. New events fill it in the rows that they meet.
        let definition = bench.definition("visits", topics: ["messages"]) { VisitsHandler($0, keepsVisitor: true) }
        try bench.start("visits", topics: ["messages"], makeHandler: definition.makeHandler)
        try Self.publish(1_000..<1_010, bench)
        #expect(try await eventually(within: .seconds(30)) { try Self.filled(bench) == 10 })
        // Rebuild and promote, while it runs.
        let build = RebuildDefinition(
            definition, readsArchive: true, tables: { Self.tables($0) }, shadow: { Self.shadow($0) })
        let promotion = try Self.promote(build, bench)
        #expect(promotion?.rows == Self.shops - 10, "only the rows that lacked it are written")
        #expect(promotion?.comparison.total == Self.shops - 10)
        try Self.expectRows(bench, after: 1_010)
        // It goes on, on the same table.
        try Self.publish(1_010..<1_500, bench)
        #expect(
            try await eventually(within: .seconds(30)) {
                try bench.value("SELECT sum(visits) FROM shop_visits") == "\(1_500 + 7)"
            })
        try Self.expectRows(bench, after: 1_500)
        // Verify.
        #expect(try Self.verify(build, bench) == 0)
        try connection.execute("UPDATE shop_visits SET last_visitor = NULL WHERE shop = 'shop-3'")
        #expect(try Self.verify(build, bench) == 1)
        await bench.stop()
    }

    private static func publish(_ visits: Range<Int>, _ bench: PipelineBench) throws {
        for visit in visits { try bench.send("messages", key: "shop-\(visit % shops)", "visitor-\(visit)") }
        #expect(bench.flush())
    }

    private static func filled(_ bench: PipelineBench) throws -> Int {
        Int(try bench.value("SELECT count(last_visitor) FROM shop_visits") ?? "") ?? 0
    }

    /// Each shop was visited as often as it was, last by whom it was; the row that nobody named is as it was.
    private static func expectRows(_ bench: PipelineBench, after visits: Int) throws {
        var connection = try bench.connect()
        let rows = try connection.query("SELECT shop, visits, last_visitor FROM shop_visits")
        #expect(rows.rowCount == shops + 1)
        for row in 0..<rows.rowCount {
            guard let number = rows[row, 0].flatMap({ Int($0.dropFirst("shop-".count)) }) else {
                #expect(rows[row, 1] == "7" && rows[row, 2] == nil)
                continue
            }
            let all = (0..<visits).filter { $0 % shops == number }
            #expect(rows[row, 1] == "\(all.count)" && rows[row, 2] == all.last.map { "visitor-\($0)" })
        }
    }

    private static func promote(_ build: RebuildDefinition, _ bench: PipelineBench) throws -> Promotion? {
        let job = try bench.job(build)
        return try job.promote(try bench.begin(job), isAgreed: { _ in true }, note: { _, _ in })
    }

    /// How many rows differ from what the handler makes of the log.
    private static func verify(_ build: RebuildDefinition, _ bench: PipelineBench) throws -> Int {
        let job = try bench.job(build)
        let rebuild = try bench.begin(job, kind: .verify)
        return try job.verify(rebuild, sample: nil, limit: 10, isAgreed: { _ in false }, note: { _, _ in }).comparison
            .total
    }

    /// What is compared, and what a promotion writes.
    private static func tables(_ rebuild: Rebuild) -> RebuiltTables {
        RebuiltTables(
            pipeline: rebuild.pipeline, generation: rebuild.generation, schema: rebuild.schema,
            tables: [
                RebuiltTable(
                    "shop_visits", live: "public.shop_visits", shadow: "\(rebuild.schema).shop_visits", key: ["shop"],
                    columns: [.init("visits"), .init("last_visitor")], instance: "shop")
            ])
    }

    private static func shadow(_ schema: String) -> String {
        ShadowTables.sql(pipeline: "visits", schema: schema)
            + "CREATE UNLOGGED TABLE \(schema).shop_visits (LIKE public.shop_visits INCLUDING ALL);"
    }
}
