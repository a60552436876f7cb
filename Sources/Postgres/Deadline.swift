import Threads

/// A moment on the monotonic clock by which something must be done.
struct Deadline {
    private let nanoseconds: Int64

    /// `duration` from now; nil: never.
    init(after duration: Duration?) {
        guard let duration else {
            nanoseconds = .max
            return
        }
        nanoseconds = MonotonicClock.nanoseconds + MonotonicClock.nanoseconds(duration)
    }

    /// What poll(2) takes: milliseconds left, 0 where none are, −1 for ever.
    var pollTimeout: Int32 {
        guard nanoseconds != .max else { return -1 }
        return Int32(clamping: max(0, (nanoseconds - MonotonicClock.nanoseconds + 999_999) / 1_000_000))
    }
}
