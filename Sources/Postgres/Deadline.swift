import Glibc

/// A moment on the monotonic clock by which something must be done.
struct Deadline {
    private let nanoseconds: Int64

    /// `duration` from now; nil: never.
    init(after duration: Duration?) {
        guard let duration else {
            nanoseconds = .max
            return
        }
        let parts = duration.components
        nanoseconds = Self.now + parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
    }

    /// What poll(2) takes: milliseconds left, 0 where none are, −1 for ever.
    var pollTimeout: Int32 {
        guard nanoseconds != .max else { return -1 }
        return Int32(clamping: max(0, (nanoseconds - Self.now + 999_999) / 1_000_000))
    }

    private static var now: Int64 {
        var time = timespec()
        // clock_gettime can't fail for a clock that exists.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
