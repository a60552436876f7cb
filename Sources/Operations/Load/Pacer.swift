internal import Telemetry

/// When what is due, at a steady rate. Time comes from outside.
struct Pacer: Hashable, Sendable {
    /// Events a second, above 0.
    let rate: Int

    /// How many should be out by now.
    func due(after elapsed: Duration) -> Int {
        let count = elapsed.seconds * Double(rate)
        return count < Double(Int.max / 2) ? Int(count) + 1 : Int.max / 2
    }

    /// How long after the start the event of that place, from 0, is due.
    func moment(of place: Int) -> Duration { .nanoseconds(Int64(Double(place) / Double(rate) * 1e9)) }
}
