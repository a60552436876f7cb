import Glibc

/// Time that only goes forward, in nanoseconds since some start.
package enum MonotonicClock {
    /// Nanoseconds since that start.
    package static var nanoseconds: Int64 {
        var time = timespec()
        // > clock_gettime(2) fails only for a clock that doesn't exist.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Nanoseconds of a duration; what is longer than a century counts as one, so that a moment plus it is one still.
    package static func nanoseconds(_ duration: Duration) -> Int64 {
        let century = Duration.seconds(100 * 366 * 86_400)
        let parts = max(.zero - century, min(duration, century)).components
        return parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
    }
}
