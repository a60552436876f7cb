import JSON
import Kafka
import Testing

@testable import HealthMonitor

/// An active monitor that has just looked at these sessions.
func snapshot(_ sessions: [SessionLine] = [], at now: Moment = start) -> HealthSnapshot {
    var snapshot = HealthSnapshot()
    snapshot.status.role = .active(epoch: 3)
    snapshot.status.knownUntil = now
    snapshot.observedAt = now
    snapshot.sessions = sessions
    return snapshot
}

/// A session as its row keeps it.
func sessionLine(
    _ name: String, _ detail: String = "connected", since: Moment = start, lastEventAt: Moment = start
) -> SessionLine {
    let isConnected = detail == "connected"
    let memory: JSONValue = [
        "phase": isConnected ? "connected" : "down", "since": .integer(since), "stateSince": .integer(since),
        "epoch": 1,
        "lastEventAt": .integer(lastEventAt), "standing": isConnected ? .null : .string(detail),
    ]
    let health = SessionHealth(status: isConnected ? "connected" : "disconnected", detail: detail, memory: memory)
    return SessionLine(name, health)
}

extension HealthSnapshot {
    /// Shows a subject as its worker does.
    mutating func show(
        _ subject: HealthEvents.Subject, _ verdict: Verdict, _ facts: JSONValue = [:], at now: Moment = start
    ) {
        let reasons = verdict == .ok ? [] : [Reason(.stalled, "it stands")]
        show(
            SubjectLedger.News(subject: subject, judgement: Judgement(verdict, reasons), facts: facts.object ?? []),
            now: now)
    }
}

@Suite("The page's JSON")
struct HealthDocumentTests {
    private func document(
        _ snapshot: HealthSnapshot, _ selection: HealthDocument.Selection = .init(), now: Moment = start
    ) throws -> JSONValue { try JSONValue(parsing: HealthDocument.bytes(snapshot, selection, now: now)) }

    private func whole() -> HealthSnapshot {
        var result = snapshot([sessionLine("loja"), sessionLine("<b>", "failed")])
        result.show(.pipeline("archive"), .ok, ["lagRecords": 42])
        result.show(.pipeline("broker"), .ok, ["reachable": true, "somethingNew": 7])
        for number in [10, 2] as [Int32] {
            result.show(
                .consumer(pipeline: "archive", topic: "whatsapp.messages", partition: number), .ok,
                ["lagSeconds": .null])
        }
        result.show(.monitor("m1"), .degraded)
        return result
    }

    @Test("It has every subject with its verdict, in the order in which people look for them")
    func document() throws {
        let document = try document(whole())
        func subjects(_ name: String) -> [String] { document[name]?.array?.compactMap { $0["subject"]?.string } ?? [] }
        #expect(document["role"]?.string == "active")
        #expect(document["observedAt"]?.string == "2026-11-23T10:00:00Z")
        #expect(document["monitor"]?["subject"]?.string == "monitor/m1")
        #expect(subjects("pipelines") == ["pipeline/broker", "pipeline/archive"])
        #expect(
            subjects("consumers") == ["consumer/archive/whatsapp.messages/2", "consumer/archive/whatsapp.messages/10"])
        #expect(subjects("sessions") == ["session/<b>", "session/loja"])
        #expect(document["sessions"]?[0]?["verdict"] == "down")
        #expect(document["sessions"]?[0]?["reasons"]?[0]?["code"] == "failed")
        #expect(document["pipelines"]?[0]?["somethingNew"] == 7)
        #expect(document["pipelines"]?[1]?["lagRecords"] == 42)
        #expect(document["consumers"]?[0]?["lagSeconds"]?.isNull == true)
        #expect(document["verdict"] == "down")
        #expect(document["summary"] == "1 session down; 1 monitor degraded")
        #expect(document["counts"]?["consumers"]?["ok"] == 2)
        #expect(document["matching"] == 2)
    }

    @Test("A subject that nobody has looked at lately is unknown, and what it was is said")
    func forgotten() throws {
        let later = start + 46 * second
        var snapshot = whole()
        #expect(try document(snapshot, now: start + 44 * second)["pipelines"]?[1]?["verdict"] == "ok")
        let pipeline = try document(snapshot, now: later)["pipelines"]?[1]
        #expect(pipeline?["verdict"] == "unknown")
        #expect(pipeline?["reasons"]?[0]?["code"] == "behind")
        #expect(pipeline?["reasons"]?[0]?["facts"]?["was"] == "ok")
        #expect(pipeline?["observedAt"]?.string == "2026-11-23T10:00:00Z")
        snapshot.show(.pipeline("archive"), .ok, at: later)
        #expect(try document(snapshot, now: later)["pipelines"]?[1]?["verdict"] == "ok")
    }

    @Test("A verdict that stays keeps its beginning")
    func since() {
        var snapshot = snapshot()
        for (verdict, seconds) in [(Verdict.ok, 0), (.ok, 5), (.down, 10), (.down, 15)] as [(Verdict, Int64)] {
            snapshot.show(.pipeline("status"), verdict, at: start + seconds * second)
        }
        #expect(snapshot.lines["pipeline/status"]?.since == start + 10 * second)
        #expect(snapshot.lines["pipeline/status"]?.observedAt == start + 15 * second)
    }

    @Test("Ten thousand sessions are told at once, each whole and in order")
    func many() throws {
        var picture = snapshot()
        picture.sessions = (0..<10_000).map { sessionLine("s\($0)", $0 % 1_000 == 7 ? "failed" : "connected") }
        picture.show(.pipeline("broker"), .ok)
        let began = ContinuousClock.now
        let bytes = HealthDocument.bytes(picture, now: start)
        // The HTTP server has one thread, and a probe is behind it; on a machine at rest this takes a tenth of that.
        #expect(ContinuousClock.now - began < .seconds(10))
        let document = try JSONValue(parsing: bytes)
        let sessions = document["sessions"]?.array ?? []
        #expect(sessions.count == 10_000 && document["matching"] == 10_000)
        #expect(sessions.prefix(10).allSatisfy { $0["verdict"] == "down" } && sessions[10]["verdict"] == "ok")
        #expect(sessions[9_999] == HealthDocument.session(sessionLine("s9999"), nil))
        #expect(document.object?.last?.name == "sessions")
        var none = HealthDocument.Selection()
        none.sessions.limit = 0
        #expect(try self.document(picture, none)["sessions"] == [])
    }

    @Test("History is told of what is in the document")
    func history() throws {
        var selection = HealthDocument.Selection()
        selection.history = { .array($0.map { .string($0) }) }
        selection.sessions.limit = 1
        let names = try document(whole(), selection)["history"]?.array?.compactMap(\.string)
        #expect(names?.count == 6)
        #expect(names?.last == "session/<b>")
        selection.isSessionsOnly = true
        #expect(try document(whole(), selection)["history"] == ["session/<b>"])
    }
}

@Suite("The whole in one verdict")
struct HealthOverviewTests {
    private func overview(_ change: (inout HealthSnapshot) -> Void, after seconds: Int64 = 0) -> (Verdict, String) {
        var result = snapshot([sessionLine("loja")])
        result.show(.pipeline("broker"), .ok)
        change(&result)
        let overview = HealthOverview(result, now: start + seconds * second)
        return (overview.verdict, overview.summary)
    }

    @Test("All is well only where everything is known to be")
    func well() {
        let (verdict, text) = overview({ _ in })
        #expect(verdict == .ok)
        #expect(text == "All is well")
        #expect(HealthOverview(snapshot(), now: start).verdict == .unknown)
        #expect(HealthOverview(HealthSnapshot(), now: start).verdict == .unknown)
    }

    static let blindness: [(String, @Sendable (inout MonitorStatus) -> Void)] = [
        ("The database can't be used", { $0.database = "refused" }),
        ("The broker can't be used", { $0.broker = "refused" }),
        ("The monitor doesn't read", { $0.reading = "x" }), ("The monitor stands still", { $0.stuck = "x" }),
        ("The monitor still reads what was published before", { $0.knownUntil = nil }),
        ("The monitor can't publish", { $0.publishing = "x" }),
        (
            "The database can't be used, so nobody sees the sessions",
            { ($0.role, $0.isDeputy, $0.database) = (.standby(active: nil), true, "x") }
        ),
        ("This monitor stands by; node-2 is active", { $0.role = .standby(active: "node-2") }),
        ("This monitor stands by; no active one is known", { $0.role = .standby(active: nil) }),
    ]

    @Test("Whatever keeps the monitor from seeing is said first, and nothing is green then", arguments: blindness)
    func faults(_ summary: String, _ fault: @Sendable (inout MonitorStatus) -> Void) {
        let (verdict, text) = overview { fault(&$0.status) }
        #expect(verdict == .unknown)
        #expect(text.hasPrefix(summary))
        let isBlind = !["The monitor can't publish", "The monitor still reads what was published before"].contains(
            summary)
        #expect(text.contains("1 session unknown") == isBlind)
    }

    @Test("What is old is not green")
    func old() {
        #expect(overview({ _ in }, after: 29).0 == .ok)
        let (verdict, text) = overview({ _ in }, after: 31)
        #expect(verdict == .unknown)
        #expect(text == "The monitor hasn't looked at the sessions for a while. 1 session unknown")
        #expect(overview({ _ in }, after: 46).1.hasSuffix("1 session and 1 pipeline unknown"))
    }

    @Test("The worst comes first, with its kinds")
    func sentence() {
        let (verdict, text) = overview {
            $0.sessions += [sessionLine("a", "failed"), sessionLine("b", "banned")]
            $0.show(.pipeline("status"), .down)
            $0.show(.pipeline("archive"), .degraded)
            $0.show(.monitor("m"), .unknown)
        }
        #expect(verdict == .down)
        #expect(text == "2 sessions and 1 pipeline down; 1 pipeline degraded; 1 monitor unknown")
    }
}
