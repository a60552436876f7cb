import JSON
import Service
import Testing

@testable import Operations

@Suite("What a rebuild is about to do, told")
struct RebuildPlanTests {
    private static let act = OperatorAct(actor: "ana", reason: "x")

    private static func start(lacks: Int) -> RebuildStart {
        var start = RebuildStart(parts: [
            .init(
                topic: "whatsapp.messages", logID: 1, partition: 0, offset: 0, source: .archive,
                archiveEnd: 30_000_000_000,
                limit: 30_000_000_000),
            .init(
                topic: "whatsapp.messages", logID: 4, partition: 0, offset: 1_000, source: .archive, seam: 700_000,
                archiveEnd: 1_200_000, limit: 1_204_512),
            .init(
                topic: "whatsapp.messages", logID: 4, partition: 1, offset: 5, source: .archive, seam: 700, limit: 600),
            .init(topic: "whatsapp.messages", logID: 4, partition: 11, offset: 5, source: .log, seam: 0, limit: 6),
        ])
        start.lacks = (0..<Int64(lacks)).map {
            RebuildStart.Lack(place: "messages/0", offsets: $0 * 10..<$0 * 10 + 5)
        }
        return start
    }

    private func expectFits(_ text: String) {
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 80, "\(line)") }
    }

    @Test("A row a partition with where its records come from, and the whole in a sentence")
    func new() {
        let plan = RebuildPlan(Self.start(lacks: 0), of: "messages", generation: 3, prefix: "whatsapp.", promotion: nil)
        let text = plan.text(width: 80)
        expectFits(text)
        let rows = text.split(separator: "\n").prefix(5).map { $0.split(separator: " ").joined(separator: " ") }
        #expect(
            rows == [
                "PARTITION FROM SOURCE UP TO RECORDS",
                "messages/0 (life 1) 0 archive 30000000000 30,000,000,000",
                "messages/0 1000 archive, log from 700000 1204512 1,203,512",
                "messages/1 5 archive 600 595", "messages/11 5 log 6 1",
            ])
        let words = text.replacing("\n", with: " ")
        #expect(
            words.contains(
                "messages rebuild 3 in schema zapline_messages_3: 30,001,204,108 records at most in 4 partitions."))
        #expect(words.contains("live tables are not touched") && !words.contains("promote"))
        #expect(plan.json["begins_late"] == false && plan.json["resumes"]?.isNull == true)
        #expect(plan.json["partitions"]?[1]?["up_to"]?.int64 == 1_204_512)
    }

    @Test("What it can't know is named, some twenty of it, with what promote will say")
    func late() {
        let plan = RebuildPlan(
            Self.start(lacks: 25), of: "messages", generation: 3, prefix: "whatsapp.", promotion: Self.act)
        let text = plan.text(width: 80)
        expectFits(text)
        let words = text.replacing("\n", with: " ")
        #expect(words.contains("records 190 to 194 of messages/0") && !words.contains("records 200 to"))
        #expect(words.contains("… and 5 more such stretches") && words.contains("--accept-late-start"))
        #expect(words.contains("Then it is promoted"))
        #expect(
            plan.json["lacks"]?.array?.count == 25 && plan.json["begins_late"] == true && plan.json["promote"] == true)
    }

    @Test("One that goes on says with what, and what is left of it")
    func resumed() {
        let row = RebuildRow(
            pipeline: "messages", generation: 3, kind: "rebuild", state: "running", schema: "zapline_messages_3",
            readsArchive: true, beginsLate: false, owner: "ana@host", records: 412_000, bytes: 1, age: 300)
        let positions = [
            RebuildPosition(
                topic: "whatsapp.messages", logID: 1, partition: 0, isCurrent: false, next: 30, live: 30),
            RebuildPosition(
                topic: "whatsapp.messages", logID: 2, partition: 0, isCurrent: true, next: 400, live: 1_000),
        ]
        let plan = RebuildPlan(row, at: positions, prefix: "whatsapp.", promotion: nil)
        let text = plan.text(width: 80)
        expectFits(text)
        let words = text.replacing("\n", with: " ")
        #expect(
            words.contains(
                "Goes on with messages rebuild 3 in schema zapline_messages_3, begun 5m ago by ana@host, stopped: 412,000 events "
                    + "are applied, 600 records in 2 partitions are left."), "\(words)")
        #expect(!plan.beginsLate && plan.json["resumes"]?["state"] == "stopped")
    }
}
