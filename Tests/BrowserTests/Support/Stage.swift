import HTTPServer
import HealthMonitor
import HealthPage
import JSON
import Synchronization

/// What the page is shown: a snapshot that a test changes, under a clock of its own that begins at the same moment for every test.
final class Stage: Sendable {
    /// 2026-11-23T10:00:00Z.
    static let start: Moment = 1_795_428_000_000_000
    static let second: Int64 = 1_000_000
    static let minute: Int64 = 60_000_000

    private struct State {
        var snapshot = HealthSnapshot()
        var history = HistoryBook()
        /// How far a test has moved the clock on.
        var moved: Int64 = 0
    }

    private let state: Mutex<State>
    private let began = ContinuousClock.now

    init() {
        var state = State()
        state.snapshot.status.role = .active(epoch: 3)
        self.state = Mutex(state)
    }

    var now: Moment {
        let passed = began.duration(to: .now).components
        return Self.start + state.withLock { $0.moved } + passed.seconds * Self.second + passed.attoseconds
            / 1_000_000_000_000
    }

    /// Changes what is known, so long after the change before.
    func change(after time: Int64 = 0, _ body: (inout HealthSnapshot) -> Void = { _ in }) {
        state.withLock { state in
            state.moved += time
            body(&state.snapshot)
        }
    }

    /// What is known, as a monitor has it that looks every two seconds.
    private var snapshot: HealthSnapshot {
        let looked = now / (2 * Self.second) * (2 * Self.second)
        var snapshot = state.withLock { $0.snapshot }
        snapshot.observedAt = looked
        snapshot.status.knownUntil = looked
        snapshot.lines = snapshot.lines.mapValues { line in
            HealthLine(line.subject, line.judgement, since: line.since, observedAt: looked, facts: line.facts)
        }
        return snapshot
    }

    /// Puts a day of these subjects into the history: `verdict` and figure by the slot, 0 the oldest.
    func recall(_ subjects: [String], _ sample: (String, Int) -> (Verdict, Double)) {
        state.withLock { state in
            for slot in 0..<HistoryBook.length {
                let moment = Self.start - Int64(HistoryBook.length - 1 - slot) * HistoryBook.step
                state.history.advance(to: moment)
                for subject in subjects {
                    let (verdict, figure) = sample(subject, slot)
                    state.history.note(subject, verdict, figure)
                }
            }
            state.snapshot.historySince = state.history.since
        }
    }

    /// The page over it.
    func page(check: TokenCheck? = nil) -> HealthPage {
        HealthPage(
            HealthPage.Source(
                snapshot: { [self] in snapshot },
                history: { [self] subjects in
                    let now = now
                    return state.withLock { $0.history.days(of: subjects, now: now).json }
                },
                now: { [self] in now }), check: check)
    }
}

// MARK: - What stands on it

/// A session as the monitor's table keeps it.
func session(_ name: String, _ detail: String = "connected", standing: String? = nil, minutes: Int64 = 180)
    -> SessionLine
{
    let since = Stage.start - minutes * Stage.minute
    let phase = detail == "connected" ? "connected" : detail == "qr" ? "scanning" : "down"
    var memory: [JSONValue.Member] = [
        .init(name: "phase", value: .string(phase)), .init(name: "stateSince", value: .integer(since)),
        .init(name: "phaseSince", value: .integer(since)), .init(name: "since", value: .integer(since)),
        .init(name: "epoch", value: 4), .init(name: "lastEventAt", value: .integer(Stage.start - 40 * Stage.second)),
        .init(name: "lastMessageAt", value: .integer(Stage.start - 3 * Stage.minute)),
    ]
    if let standing { memory.append(.init(name: "standing", value: .string(standing))) }
    let status = detail == "connected" ? "connected" : detail == "qr" ? "connecting" : "disconnected"
    return SessionLine(name, SessionHealth(status: status, detail: detail, memory: .object(memory)))
}

/// A subject that isn't a session.
func line(
    _ subject: HealthEvents.Subject, _ verdict: Verdict = .ok, _ reasons: [Reason] = [], minutes: Int64 = 300,
    facts: JSONValue
) -> HealthLine {
    HealthLine(
        subject, Judgement(verdict, reasons), since: Stage.start - minutes * Stage.minute, observedAt: Stage.start,
        facts: facts.object ?? [])
}

extension HealthSnapshot {
    mutating func put(_ lines: HealthLine...) {
        for line in lines { self.lines[line.subject.text] = line }
    }
}
