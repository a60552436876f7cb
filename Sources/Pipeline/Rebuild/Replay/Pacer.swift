import Synchronization
import Threads

/// Holds all lanes of a replay together to a number of records a second.
package final class Pacer: Sendable {
    /// Records a second; 1 or more.
    package let rate: Int
    private let clock: @Sendable () -> Int64
    /// When what was let through so far will have had its time, in nanoseconds.
    private let due: Mutex<Int64>

    /// A pacer that lets `rate` records a second through.
    ///
    /// - parameter clock: nanoseconds since some moment; a test gives its own.
    package init(rate: Int, clock: @escaping @Sendable () -> Int64 = { MonotonicClock.nanoseconds }) {
        self.rate = max(1, rate)
        self.clock = clock
        due = Mutex(clock())
    }

    /// How long whoever has `records` to apply must wait before it does; what was not used by then is not saved up.
    package func delay(for records: Int) -> Duration {
        let now = clock()
        return due.withLock { due in
            let start = max(due, now)
            due = start + Int64(Double(records) * 1e9 / Double(rate))
            return .nanoseconds(start - now)
        }
    }

    /// The most records that one batch should have, so that the rate is even: a quarter of a second's.
    var batchRecords: Int { max(1, rate / 4) }
}
