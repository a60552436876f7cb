import HealthMonitor
import JSON
import Service
import Testing

@testable import Operations

@Suite("What changed on the health board")
struct HealthChangesTests {
    private func told(_ changes: [HealthChanges.Change]) -> [String] {
        changes.map { change in
            let after = change.row?.verdict.rawValue ?? "gone"
            return "\(change.subject) \(change.before?.verdict.rawValue ?? "new") \(after)"
        }
    }

    @Test("Everything at first, then only verdicts and codes, and what is gone")
    func follows() {
        var board = HealthBoard([.heartbeat(4), Said(subject: "session/a"), Said(subject: "session/b")])
        var changes = HealthChanges(HealthFilter())
        #expect(
            told(changes.next(board.picture(at: noon))) == [
                "monitor/m-1 new ok", "session/a new ok", "session/b new ok",
            ])
        board.take(Said(subject: "session/a", observed: 1, facts: #""sessionEpoch":2"#).record, seen: noon)
        #expect(changes.next(board.picture(at: noon)).isEmpty)
        board.take(Said(subject: "session/a", verdict: "down", reasons: [("failed", "")]).record, seen: noon)
        #expect(told(changes.next(board.picture(at: noon))) == ["session/a ok down"])
        board.take(Said(subject: "session/a", verdict: "down", reasons: [("banned", "")]).record, seen: noon)
        #expect(told(changes.next(board.picture(at: noon))) == ["session/a down down"])
        board.take(Said.gone("session/a"), seen: noon)
        #expect(told(changes.next(board.picture(at: noon))) == ["session/a down gone"])
    }

    @Test("A monitor that falls silent changes everything, by time alone, and one that speaks again changes it back")
    func silence() {
        var board = HealthBoard([.heartbeat(80), Said(subject: "session/a")])
        var changes = HealthChanges(HealthFilter())
        _ = changes.next(board.picture(at: noon))
        #expect(changes.next(board.picture(at: noon + 9_000_000)).isEmpty)
        #expect(
            told(changes.next(board.picture(at: noon + 10_000_000))) == [
                "monitor/m-1 ok unknown", "session/a ok unknown",
            ])
        #expect(changes.next(board.picture(at: noon + 20_000_000)).isEmpty)
        board.take(Said.heartbeat(-20).record, seen: noon + 20_000_000)
        #expect(
            told(changes.next(board.picture(at: noon + 20_000_000))) == [
                "monitor/m-1 unknown ok", "session/a unknown ok",
            ])
    }

    @Test("With a filter what begins to fit is told, and once what no longer does")
    func filtered() {
        let filter = HealthFilter(Invocation(values: ["verdict": ["down"]]))
        var board = HealthBoard([.heartbeat(4), Said(subject: "session/a")])
        var changes = HealthChanges(filter)
        #expect(changes.next(board.picture(at: noon)).isEmpty)
        board.take(Said(subject: "session/a", verdict: "down", reasons: [("failed", "")]).record, seen: noon)
        #expect(told(changes.next(board.picture(at: noon))) == ["session/a ok down"])
        board.take(Said(subject: "session/a").record, seen: noon)
        #expect(told(changes.next(board.picture(at: noon))) == ["session/a down ok"])
        board.take(Said(subject: "session/a", verdict: "degraded", reasons: [("silent", "")]).record, seen: noon)
        #expect(changes.next(board.picture(at: noon)).isEmpty)
    }
}
