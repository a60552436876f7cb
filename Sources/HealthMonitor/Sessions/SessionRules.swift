/// How long a session may be in a state before that is worth a word.
package struct SessionRules: Hashable, Sendable {
    /// How long a code may wait for somebody to scan it.
    package var scanning: Int64 = 5 * Span.minute
    /// How many codes may be shown while nobody scans one.
    package var codes: Int64 = 10
    /// How long a start may take otherwise.
    package var connecting: Int64 = 5 * Span.minute
    /// How many drops within `flapWindow` are no accident.
    package var flaps = 4
    /// The stretch of time in which drops are counted.
    package var flapWindow: Int64 = 3 * Span.hour
    /// How long a session that flaps must stay as it is to be believed: longer than the longest period that is noticed.
    package var calm: Int64 = 2 * Span.hour
    /// How long a session that comes and goes may be away, or back, before that is a verdict of its own.
    package var patience: Int64 = 15 * Span.minute
    /// How long nothing at all may be heard of a session of which nothing was ever heard but that it is connected.
    package var unheard: Int64 = 14 * Span.day
    /// When its message traffic is worth a word.
    package var traffic = TrafficRules()
    /// Whether silences can be found: not where the log was just read to its end, and gateways may still have what they kept while
    /// the broker was away.
    package var findsSilence = true

    /// The usual lengths.
    package init() {}
}
