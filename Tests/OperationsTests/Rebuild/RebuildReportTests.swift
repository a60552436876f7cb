import Service
import Testing

@testable import Operations

@Suite("What verify and promote print")
struct RebuildReportTests {
    private static func drift(differences: Int, repair: DriftReport.Repair? = nil) -> DriftReport {
        var report = DriftReport(
            pipeline: "messages",
            tables: [
                .init(
                    table: "whatsapp_messages", compared: 1_204_512, missing: 1, tooMany: 1, changed: differences,
                    leftAlone: 3),
                .init(
                    table: "whatsapp_message_reactions", compared: 10, missing: 0, tooMany: 0, changed: 0, leftAlone: 0),
            ],
            differences: [
                RowDifference(table: "whatsapp_messages", key: ["loja", "3EB0A1", "f"], kind: .missing),
                RowDifference(table: "whatsapp_messages", key: ["loja", nil, "t"], kind: .tooMany),
            ],
            places: [
                .init(topic: "whatsapp.messages", logID: 1, partition: 0, offset: 602_256),
                .init(topic: "whatsapp.messages", logID: 1, partition: 1, offset: 602_266),
            ], repair: repair)
        for number in 0..<differences {
            report.differences.append(
                RowDifference(
                    table: "whatsapp_messages", key: ["loja", "3EB0\(number)", "f"],
                    kind: .changed([
                        .init(name: "body", live: "y\u{1B}[2J", shadow: "x"),
                        .init(name: "media", live: nil, shadow: String(repeating: "m", count: 500)),
                    ])))
        }
        return report
    }

    private func expectFits(_ text: String) {
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 80, "\(line)") }
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
        #expect(report.hasDrift && report.exitCode == .found)
    }

    @Test("Beyond the limit they are only counted, and JSON has all, values whole")
    func many() {
        let report = Self.drift(differences: 1_060, repair: .init(rows: 1_062, audits: 1_062))
        let text = report.text(prefix: "whatsapp.", width: 80)
        expectFits(text)
        #expect(text.contains("\n… and 1,012 more\n"))
        #expect(text.contains("1,062 rows differ; 1,062 are mended"))
        #expect(report.exitCode == .found)
        let json = report.json
        #expect(json["differences"]?.array?.count == 1_062 && json["drift"] == true)
        #expect(json["differences"]?[2]?["columns"]?[1]?["expected"]?.string?.count == 500)
        #expect(json["differences"]?[2]?["columns"]?[1]?["actual"]?.isNull == true)
        #expect(json["differences"]?[0]?["kind"] == "missing" && json["differences"]?[1]?["key"]?[1]?.isNull == true)
        #expect(json["repaired"]?["rows"]?.int64 == 1_062 && json["offsets"]?[1]?["offset"]?.int64 == 602_266)
    }

    @Test("Where nothing differs it says so, with what couldn't be known")
    func clean() {
        var report = Self.drift(differences: 0)
        report.tables = [
            .init(table: "whatsapp_sessions", compared: 1, missing: 0, tooMany: 0, changed: 0, leftAlone: 1)
        ]
        report.differences = []
        report.sample = ["loja"]
        report.lacks = ["records 0 to 9 of messages/0 are neither in the archive nor in the log"]
        let text = report.text(prefix: "whatsapp.", width: 80)
        expectFits(text)
        #expect(text.hasSuffix("\nNo drift.\n") && text.contains("rows of 1 instance compared"))
        #expect(text.contains("1 row that no event ever named is left alone.") && text.contains("records 0 to 9"))
        #expect(report.exitCode == .done && report.json["drift"] == false && report.json["sample"]?[0] == "loja")
    }

    private static func promotion(_ outcome: PromotionReport.Outcome, _ failure: String? = nil) -> PromotionReport {
        PromotionReport(
            pipeline: "messages", generation: 3, outcome: outcome,
            tables: [
                .init(table: "whatsapp_messages", add: 1_000_000, change: 2_345, remove: 12),
                .init(table: "whatsapp_message_reactions", add: 0, change: 0, remove: 0),
            ], lettersAdded: 2, lettersRemoved: 1,
            checks: [
                .init(name: "offsets", failure: nil),
                .init(name: "late start", failure: failure),
            ], audit: outcome == .promoted ? 17 : nil, waited: outcome == .promoted ? .milliseconds(312) : nil)
    }

    @Test("Promote says which rows change and what others feel of it, before and after")
    func promotes() {
        let planned = Self.promotion(.planned)
        let text = planned.text(width: 80)
        expectFits(text)
        #expect(text.contains("TO ADD  TO CHANGE  TO REMOVE") && text.contains("1,000,000      2,345         12"))
        #expect(text.contains("Dead letters: 2 to add, 1 to remove.") && text.contains("Readers never wait"))
        #expect(planned.exitCode == .done)
        let done = Self.promotion(.promoted)
        expectFits(done.text(width: 80))
        let words = done.text(width: 80).replacing("\n", with: " ")
        #expect(words.contains("messages rebuild 3 is live, audit row 17. Consumers of messages"))
        #expect(words.contains("They waited for 312ms."))
        #expect(done.json["audit"]?.int64 == 17 && done.json["waited_milliseconds"]?.int64 == 312)
    }

    @Test("A check that fails is named, with what to do, and nothing was changed")
    func refused() {
        let failure =
            "it begins later than live's history does; --accept-late-start promotes it all the same, and removes rows"
        let report = Self.promotion(.refused, failure)
        let text = report.text(width: 80)
        expectFits(text)
        #expect(text.contains("FAIL  late start: it begins later"))
        #expect(text.hasSuffix("messages rebuild 3 is not promoted, and nothing was changed.\n"))
        #expect(report.exitCode == .found)
        #expect(report.json["checks"]?[1]?["passed"] == false && report.json["outcome"] == "refused")
    }
}
