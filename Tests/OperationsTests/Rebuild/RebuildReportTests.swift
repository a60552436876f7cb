import JSON
import Pipeline
import Service
import Testing

@testable import Operations

@Suite("What verify and promote print")
struct RebuildReportTests {
    private static func counts(
        _ table: String, compared: Int = 0, missing: Int = 0, changed: Int = 0, tooMany: Int = 0, unnamed: Int = 0
    ) -> TableCounts {
        var counts = TableCounts(table: table)
        counts.compared = compared
        counts.missing = missing
        counts.changed = changed
        counts.tooMany = tooMany
        counts.unnamed = unnamed
        return counts
    }

    private static func difference(_ key: [String?], _ kind: Difference.Kind) -> Difference {
        Difference(
            table: "whatsapp_messages", keyNames: ["instance_name", "message_id", "from_me"], key: key, kind: kind)
    }

    private static func place(_ partition: Int32, _ offset: Int64) -> DriftReport.Place {
        .init(topic: "whatsapp.messages", place: LogPlace(logID: 1, partition: partition, offset: offset))
    }

    private static func drift(differences: Int, repaired: Int? = nil) -> DriftReport {
        var found = [difference(["loja", "3EB0A1", "f"], .missing), difference(["loja", nil, "t"], .tooMany)]
        found += (0..<differences).map { number in
            difference(
                ["loja", "3EB0\(number)", "f"],
                .changed([
                    .init(column: "body", live: "y\u{1B}[2J", shadow: "x"),
                    .init(column: "media", live: nil, shadow: String(repeating: "m", count: 80)),
                ]))
        }
        return DriftReport(
            pipeline: "messages",
            tables: [
                counts(
                    "whatsapp_messages", compared: 1_204_512, missing: 1, changed: differences, tooMany: 1, unnamed: 3),
                counts("whatsapp_message_reactions", compared: 10),
            ], differences: found, places: [place(0, 602_256), place(1, 602_266)], repaired: repaired)
    }

    private func expectFits(_ text: String) {
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 80, "\(line)") }
    }

    @Test("Where live may know more, that comes before every number")
    func late() throws {
        var report = Self.drift(differences: 1)
        #expect(report.text(prefix: "whatsapp.", width: 80).hasPrefix("TABLE") && report.json["begins_late"] == false)
        report.beginsLate = true
        let text = report.text(prefix: "whatsapp.", width: 80)
        expectFits(text)
        #expect(text.hasPrefix("Archive and log begin later than live's history"))
        #expect(text.replacing("\n", with: " ").contains("--repair --accept-late-start mends"))
        #expect(report.json["begins_late"] == true)
    }

    @Test("Each difference by key and column; counts a table; what was compared, and where")
    func differences() {
        let report = Self.drift(differences: 1)
        let text = report.text(prefix: "whatsapp.", width: 80)
        expectFits(text)
        let words = text.split(whereSeparator: { $0 == "\n" || $0 == " " }).joined(separator: " ")
        for part in [
            "whatsapp_messages (loja, 3EB0A1, f): the row is missing",
            "whatsapp_messages (loja, NULL, t): there should be no such row",
            "whatsapp_messages (loja, 3EB00, f) body: expected 'x', is 'y\u{FFFD}[2J'",
            "3EB00, f) media: expected 'mmmm", "m…', is NULL",
            "TABLE COMPARED MISSING TOO MANY CHANGED LEFT ALONE", "1,204,512 1 1 1 3",
            "messages: 1,204,522 rows compared, live and log both at messages/0=602256 messages/1=602266.",
            "3 rows that no event ever named are left alone.", "3 rows differ; --repair mends just those.",
        ] { #expect(words.contains(part), "\(part) in \(text)") }
        #expect(report.total == 3 && report.exitCode == .found)
    }

    @Test("Beyond the limit they are only counted, and JSON has all, values whole")
    func many() {
        let report = Self.drift(differences: 1_060, repaired: 1_063)
        let text = report.text(prefix: "whatsapp.", width: 80)
        expectFits(text)
        #expect(text.contains("\n… and 1,012 more\n"))
        #expect(text.contains("1,062 rows differ; 1,063 rows mended"))
        #expect(report.exitCode == .found)
        let json = report.json
        #expect(json["differences"]?.array?.count == 1_062 && json["drift"] == true)
        #expect(json["differences"]?[2]?["columns"]?[1]?["expected"]?.string?.count == 80)
        #expect(json["differences"]?[2]?["columns"]?[1]?["actual"]?.isNull == true)
        #expect(json["differences"]?[0]?["kind"] == "missing" && json["differences"]?[1]?["key"]?[1]?.isNull == true)
        #expect(json["repaired"]?.int64 == 1_063 && json["offsets"]?[1]?["offset"]?.int64 == 602_266)
        // Those that the comparison counted and nobody read are told of too.
        var cut = report
        cut.differences = Array(report.differences.prefix(50))
        #expect(cut.text(prefix: "whatsapp.", width: 80) == text)
    }

    @Test("Where nothing differs it says so, with what couldn't be known")
    func clean() {
        var report = Self.drift(differences: 0)
        report.tables = [Self.counts("whatsapp_sessions", compared: 1, unnamed: 1)]
        report.differences = []
        report.sample = ["loja"]
        report.lacks = ["records 0 to 9 of messages/0 are neither in the archive nor in the log"]
        let text = report.text(prefix: "whatsapp.", width: 80)
        expectFits(text)
        #expect(text.hasSuffix("\nNo drift.\n") && text.contains("1 row of 1 instance compared"))
        #expect(text.contains("1 row that no event ever named is left alone.") && text.contains("records 0 to 9"))
        #expect(report.exitCode == .done && report.json["drift"] == false && report.json["sample"]?[0] == "loja")
    }

    @Test("A letter that the fold couldn't apply is named, since what it did in live is right")
    func unsettled() {
        var report = Self.drift(differences: 1)
        report.unsettled = [
            .init(
                topic: "whatsapp.messages", place: LogPlace(logID: 1, partition: 0, offset: 12), instance: "loja",
                reason: "invalid-event")
        ]
        let text = report.text(prefix: "whatsapp.", width: 80)
        expectFits(text)
        let words = text.replacing("\n", with: " ")
        #expect(
            words.contains("messages/0/12 was redriven in live, and the fold could not apply it (invalid-event)"),
            "\(text)")
        #expect(words.hasSuffix("so --repair refuses. 3 rows differ. "), "\(text)")
        #expect(report.json["unsettled"]?[0]?["offset"]?.int64 == 12)
        #expect(report.json["unsettled"]?[0]?["reason"] == "invalid-event")
    }

    private static func promotion(_ outcome: PromotionReport.Outcome, _ failure: String? = nil) -> PromotionReport {
        PromotionReport(
            pipeline: "messages", generation: 3, outcome: outcome,
            tables: outcome == .refused
                ? []
                : [
                    .init(table: "whatsapp_messages", add: 1_000_000, change: 2_345, remove: 12),
                    .init(table: "whatsapp_message_reactions", add: 0, change: 0, remove: 0),
                ],
            letters: outcome == .promoted ? .init(settled: 2, added: 1) : nil,
            failures: failure.map { [$0, "another"] } ?? [], audit: outcome == .promoted ? 17 : nil)
    }

    @Test("Promote says which rows change and what others feel of it, before and after")
    func promotes() {
        let planned = Self.promotion(.planned)
        let text = planned.text(width: 80)
        expectFits(text)
        #expect(text.contains("TO ADD  TO CHANGE  TO REMOVE") && text.contains("1,000,000      2,345         12"))
        #expect(text.contains("Readers never wait"))
        #expect(planned.exitCode == .done)
        let done = Self.promotion(.promoted)
        expectFits(done.text(width: 80))
        let words = done.text(width: 80).replacing("\n", with: " ")
        #expect(words.contains("Dead letters: 2 apply now, 1 were added."))
        #expect(words.contains("messages rebuild 3 is live, audit row 17. Consumers of messages"))
        #expect(done.json["audit"]?.int64 == 17 && done.json["dead_letters"]?["settled"]?.int64 == 2)
    }

    @Test("A check that fails is named, with what to do, and nothing was changed")
    func refused() {
        let failure =
            "public.whatsapp_messages has no unique index on (instance_name, message_id, from_me): CREATE UNIQUE INDEX ON …"
        let report = Self.promotion(.refused, failure)
        let text = report.text(width: 80)
        expectFits(text)
        #expect(text.hasPrefix("FAIL  public.whatsapp_messages has no unique index"))
        #expect(text.hasSuffix("FAIL  another\nmessages rebuild 3 is not promoted, and nothing was changed.\n"))
        #expect(report.exitCode == .found)
        #expect(report.json["failures"]?.array?.count == 2 && report.json["outcome"] == "refused")
    }
}
