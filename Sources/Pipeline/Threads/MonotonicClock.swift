import Glibc

/// Time that only goes forward, in nanoseconds since some start.
enum MonotonicClock {
    static var nanoseconds: Int64 {
        var time = timespec()
        // > clock_gettime(2) fails only for a clock that doesn't exist.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Nanoseconds of a duration.
    static func nanoseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
    }
}
