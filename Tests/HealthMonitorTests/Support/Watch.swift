import Bytes
import Events

@testable import HealthMonitor

/// A session that is watched minute by minute, as a monitor would that misses nothing.
struct Watch {
    private(set) var session: SessionHealth
    /// When it was called silent, and until when.
    private(set) var silences: [(from: Moment, to: Moment?)] = []
    private(set) var now: Moment
    private var last = Standing()

    /// One that is connected since `begin`.
    init(from begin: Moment) {
        session = SessionHealth()
        now = begin
        _ = session.apply(
            LifecycleSign(.sessionConnected, time: begin, source: ByteView("/g/1"), id: ByteView("e1")), now: begin)
    }

    /// Gives it its messages up to `end`, leaving out those of `hole`, and looks every `step`.
    mutating func run(_ times: [Moment], to end: Moment, step: Int64 = 5 * minute) {
        var rest = times[...]
        while now < end {
            now = min(now + step, end)
            while let time = rest.first, time <= now {
                session.saw(time, .received, now: time)
                rest = rest.dropFirst()
            }
            look()
        }
    }

    /// Gives it days of a shop's.
    mutating func run(
        _ shop: inout Shop, days: Int64, closed: (Moment) -> Bool = { _ in false }, step: Int64 = 5 * minute
    ) {
        for _ in 0..<days {
            let times = shop.messages(on: now)
            run(closed(now) ? [] : times, to: now + day, step: step)
        }
    }

    private mutating func look() {
        session.look(at: now)
        _ = session.settle(at: now, SessionRules())
        guard session.standing != last else { return }
        if session.standing.has(.silent) { silences.append((session.since, nil)) }
        if last.has(.silent), !silences.isEmpty { silences[silences.count - 1].to = session.since }
        last = session.standing
    }
}
