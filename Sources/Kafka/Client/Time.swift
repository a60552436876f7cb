extension Duration {
    /// Whole milliseconds as the library takes them: rounded up, so that a short wait isn't none; never negative, which
    /// would be for ever.
    var milliseconds: Int32 {
        let parts = components
        let (thousands, overflow) = parts.seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return parts.seconds < 0 ? 0 : .max }
        let rest = (parts.attoseconds &+ 999_999_999_999_999) / 1_000_000_000_000_000
        let (sum, tooMuch) = thousands.addingReportingOverflow(rest)
        return tooMuch ? .max : Int32(clamping: max(0, sum))
    }
}

/// A moment on the monotonic clock by which something must be done.
struct Deadline {
    private let end: ContinuousClock.Instant

    /// `duration` from now.
    init(after duration: Duration) { end = .now + duration }

    /// What is left, zero where nothing is.
    var remaining: Duration { max(.zero, end - .now) }

    /// Whether nothing is left.
    var hasPassed: Bool { end <= .now }

    /// What is left, at most `limit`.
    func remaining(atMost limit: Duration) -> Duration { min(limit, remaining) }
}
