import HealthMonitor
import JSON
import Service
import Testing

@testable import Operations

@Suite("The health board as lines of a terminal")
struct HealthFrameTests {
    private let text = HealthText(prefix: "whatsapp.", topic: "whatsapp.health", filter: HealthFilter())

    private func lines(
        _ said: [Said], width: Int = 79, height: Int = 24, colours: Bool = false, trouble: String? = nil
    ) -> [String] {
        HealthFrame(text: text, hasColours: colours).lines(
            HealthBoard(said).picture(at: noon), at: noon, width: width, height: height, trouble: trouble)
    }

    @Test("At 80 columns")
    func golden() {
        #expect(
            lines(Said.day) == [
                "whatsapp.health at 16:00:00Z", "heartbeat 4s ago from monitor/m-1",
                "1 down, 1 degraded, 1 unknown, 4 ok", "",
                "VERDICT   SINCE  SUBJECT                        WHY",
                "down        12m  session/loja-centro            banned: WhatsApp banned the ac…",
                "degraded    90s  session/padaria                silent, pending: it says that …",
                "unknown     30s  consumer/messages/messages/11  unclaimed: no consumer has cla…",
                "ok          60m  monitor/m-1                    active, watches 1,204 sessions",
                "ok          66m  pipeline/canary                0.043s from produce to row, 95…",
                "ok          66m  consumer/archive/messages/3    lag 12 records, 0.400s",
                "ok           2h  session/oficina                connected, a message 3m ago",
            ])
    }

    @Test(
        "No line is wider, and there are never more than fit",
        arguments: [(20, 4), (40, 10), (79, 24), (200, 60), (79, 2)])
    func fits(width: Int, height: Int) {
        let many = (0..<300).map {
            Said(
                subject: "session/商店-\($0)", verdict: $0 < 40 ? "down" : "ok", reasons: $0 < 40 ? [("banned", "x")] : []
            )
        }
        var board = HealthBoard([.heartbeat(4)] + many)
        for _ in 0..<3 { board.take(HealthRecord(place: "h/0 at 1", key: nil, value: nil), seen: noon) }
        let lines = HealthFrame(text: text, hasColours: false).lines(
            board.picture(at: noon), at: noon, width: width, height: height)
        #expect(lines.count <= height)
        for line in lines {
            // Each of 商店 takes two columns.
            #expect(line.reduce(0) { $0 + ("商店".contains($1) ? 2 : 1) } <= max(width, 30), "\(line)")
        }
        #expect(height < 10 || lines.contains { $0.contains("more, ") })
    }

    @Test("What doesn't fit is counted, with the worst of it")
    func rest() {
        let many = (0..<30).map { Said(subject: "session/s\($0)", verdict: $0 < 20 ? "down" : "ok") }
        #expect(lines([.heartbeat(4)] + many, height: 20).last == "… and 17 more, the worst of them down")
        #expect(lines([.heartbeat(4)] + many, height: 30).last == "… and 7 more, all ok")
        // One more line than the rest would take is the row itself.
        #expect(lines([.heartbeat(4)] + many, height: 36).last?.hasPrefix("ok") == true)
    }

    @Test("A verdict has its colour, and what is alarming too; nothing else")
    func colours() {
        let shown = lines(Said.day, colours: true)
        #expect(shown[5].hasPrefix("\u{1B}[31mdown\u{1B}[0m        12m  session/loja-centro"))
        #expect(shown[6].hasPrefix("\u{1B}[33mdegraded\u{1B}[0m"))
        #expect(shown[7].hasPrefix("\u{1B}[35munknown\u{1B}[0m"))
        #expect(shown[8].hasPrefix("\u{1B}[32mok\u{1B}[0m"))
        #expect(!shown[1].contains("\u{1B}"))
        #expect(lines([.heartbeat(400)], colours: true)[1].hasPrefix("\u{1B}[31mNO HEARTBEAT for 6m"))
    }

    @Test("Why nothing new comes stands above the table")
    func trouble() {
        #expect(
            lines([.heartbeat(4)], trouble: "all brokers are down")[3]
                == "nothing new can be read: all brokers are down")
    }

    @Test("A change is one line")
    func change() {
        let row = HealthBoard([
            .heartbeat(4),
            Said(subject: "consumer/archive/whatsapp.messages/3", verdict: "down", reasons: [("halted", "no table")]),
        ])
        .picture(at: noon).rows[0]
        let change = HealthChanges.Change(
            subject: row.subject, before: .init(verdict: .ok, codes: [], isReadable: true), row: row)
        #expect(text.line(change, at: noon) == "16:00:00Z  ok → down  consumer/archive/messages/3  halted: no table")
    }
}
