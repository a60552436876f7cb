import HealthMonitor
import JSON
import Service
import Testing

@testable import Operations

@Suite("What the records of the health topic come to")
struct HealthBoardTests {
    private static let second: Int64 = 1_000_000

    @Test("What needs a person comes first: the graver, then what changed last, then by name")
    func order() {
        let picture = HealthBoard(Said.day).picture(at: noon)
        #expect(
            picture.rows.map(\.subject) == [
                "session/loja-centro", "session/padaria", "consumer/messages/whatsapp.messages/11", "monitor/m-1",
                "pipeline/canary", "consumer/archive/whatsapp.messages/3", "session/oficina",
            ])
        #expect(picture.exitCode(HealthFilter()) == .found)
    }

    @Test("The last record of a subject counts, and a tombstone takes it away")
    func folds() {
        var board = HealthBoard([
            .heartbeat(4), Said(subject: "session/a", verdict: "down"), Said(subject: "session/b"),
        ])
        board.take(Said(subject: "session/a").record, seen: noon)
        board.take(Said.gone("session/b"), seen: noon)
        let picture = board.picture(at: noon)
        #expect(picture.rows.map(\.subject) == ["monitor/m-1", "session/a"])
        #expect(picture.rows.allSatisfy { $0.verdict == .ok })
        #expect(picture.exitCode(HealthFilter()) == .done)
    }

    @Test(
        "A heartbeat counts for three times its interval, to the second",
        arguments: [(30, 89, true), (30, 90, false), (10, 29, true), (10, 30, false), (30, 4_000, false)])
    func heartbeat(every: Int, age: Int, lives: Bool) {
        let board = HealthBoard([
            .heartbeat(Int64(age), every: every), Said(subject: "session/a"),
            Said(subject: "session/b", verdict: "down", reasons: [("banned", "")]),
        ])
        let picture = board.picture(at: noon)
        #expect(picture.heartbeat.isFresh == lives)
        guard !lives else {
            #expect(picture.rows.map(\.verdict) == [.down, .ok, .ok])
            return
        }
        #expect(picture.rows.allSatisfy { $0.verdict == .unknown && $0.reasons.map(\.code) == ["no-heartbeat"] })
        // Unknown since the last heartbeat ran out, not since the verdicts.
        #expect(
            picture.rows.allSatisfy { $0.since == noon - Int64(age) * Self.second + 3 * Int64(every) * Self.second })
        #expect(
            picture.rows.first { $0.subject == "session/b" }?.reasons.first?.text == "the last word was down (banned)")
        #expect(picture.exitCode(HealthFilter()) == .found)
    }

    @Test("A heartbeat grows old while nothing comes, whatever the monitor's clock says")
    func ages() {
        // Its clock is a minute ahead: by that alone it would live a minute longer.
        let board = HealthBoard([.heartbeat(-60), Said(subject: "session/a")])
        #expect(board.picture(at: noon + 89 * Self.second).heartbeat.isFresh)
        #expect(!board.picture(at: noon + 90 * Self.second).heartbeat.isFresh)
    }

    @Test("A heartbeat of a time that is still far to come is none")
    func future() {
        let picture = HealthBoard([.heartbeat(-3_600), Said(subject: "session/a")]).picture(at: noon)
        #expect(picture.heartbeat.isOfAnotherClock)
        #expect(picture.rows.allSatisfy { $0.verdict == .unknown })
    }

    @Test("Where one of two monitors lives, only the dead one is unknown")
    func takeover() {
        let board = HealthBoard([.heartbeat(100, of: "old"), .heartbeat(3, of: "new"), Said(subject: "session/a")])
        let picture = board.picture(at: noon)
        #expect(picture.heartbeat.monitor == "monitor/new")
        #expect(
            picture.rows.map { "\($0.subject) \($0.verdict)" } == [
                "monitor/old unknown", "monitor/new ok", "session/a ok",
            ])
    }

    @Test("A topic that is empty, or whose monitor said goodbye, isn't well")
    func nobody() {
        #expect(HealthBoard().picture(at: noon).exitCode(HealthFilter()) == .found)
        #expect(HealthBoard().picture(at: noon).rows.map(\.subject) == ["monitor/none"])
        var board = HealthBoard([.heartbeat(4), Said(subject: "session/a")])
        board.take(Said.gone("monitor/m-1"), seen: noon)
        let picture = board.picture(at: noon)
        #expect(
            picture.rows.map { "\($0.subject) \($0.verdict)" }
                == ["session/a unknown", "monitor/none unknown"].sorted())
        #expect(picture.rows.allSatisfy { $0.reasons.map(\.code) == ["no-heartbeat"] })
    }

    @Test(
        "A record that says nothing is counted and named, and its subject is unknown from then on",
        arguments: [
            ("{", "it is no JSON"), (#"{"subject":"session/b"}"#, "`subject` isn't its key"),
            (#"{"subject":"session/a","type":"whatsapp.health.monitor"}"#, "`type`"),
            (#"{"subject":"session/a","type":"whatsapp.health.session"}"#, "no `data`"),
            (Said(subject: "session/a", verdict: "fine").value, "`data.verdict`"),
            (Said(subject: "session/a").value.replacing("since", with: "sinse"), "`data.since`"),
            (Said(subject: "session/a").value.replacing(#""reasons":[]"#, with: #""reasons":{}"#), "`data.reasons`"),
            (Said(subject: "session/a").value.replacing(#""reasons":[]"#, with: #""reasons":[{}]"#), "no `code`"),
        ])
    func malformed(value: String, says: String) {
        var board = HealthBoard([.heartbeat(4), Said(subject: "session/a")])
        board.take(HealthRecord(place: "h/2 at 17", key: "session/a", value: Array(value.utf8)), seen: noon)
        let picture = board.picture(at: noon)
        #expect(picture.faults.count == 1)
        #expect(picture.faults.named.first?.hasPrefix("h/2 at 17: ") == true)
        #expect(picture.faults.named.first?.contains(says) == true, "\(picture.faults.named)")
        #expect(picture.rows.first?.subject == "session/a")
        #expect(picture.rows.first?.verdict == .unknown)
        #expect(picture.exitCode(HealthFilter()) == .found)
        board.take(Said(subject: "session/a").record, seen: noon)
        #expect(board.picture(at: noon).exitCode(HealthFilter()) == .done)
    }

    @Test(
        "Keys that are no subjects are counted; of many only some are named",
        arguments: [nil, "", "loja", "other/x", "session/"])
    func foreign(key: String?) {
        var board = HealthBoard([.heartbeat(4)])
        for _ in 0..<9 { board.take(HealthRecord(place: "h/0 at 1", key: key, value: []), seen: noon) }
        #expect(board.picture(at: noon).faults.count == 9)
        #expect(board.picture(at: noon).faults.named.count == HealthFaults.limit)
        #expect(board.picture(at: noon).rows.count == 1)
    }

    @Test("A code that only a newer monitor knows is told like any other")
    func newer() {
        let board = HealthBoard([
            .heartbeat(4), Said(subject: "session/a", verdict: "down", reasons: [("eaten-by-cat", "gone")]),
        ])
        #expect(board.picture(at: noon).rows.first?.reasons.map(\.code) == ["eaten-by-cat"])
    }

    @Test("What was read from the beginning comes to the same as record after record")
    func backlog() {
        var generator = SplitMix64(seed: 7)
        var (backlog, board) = (HealthBacklog(), HealthBoard())
        for number in 0..<2_000 {
            let subject = "session/s\(generator.next() % 50)"
            let verdict = ["ok", "degraded", "down"][Int(generator.next() % 3)]
            let record =
                generator.next() % 20 == 0
                ? Said.gone(subject)
                : Said(subject: subject, verdict: verdict, since: Int64(2_000 - number)).record
            backlog.take(record)
            board.take(record, seen: noon)
        }
        #expect(backlog.count == 2_000)
        #expect(backlog.board(seen: noon).picture(at: noon).rows == board.picture(at: noon).rows)
    }
}
