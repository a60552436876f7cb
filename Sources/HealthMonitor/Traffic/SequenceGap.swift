/// Numbers of `sequence` that were passed over. 32 bytes.
package struct SequenceGap: Hashable, Sendable {
    /// The epoch whose events they count.
    package let epoch: Int32
    /// The first number.
    package var first: UInt64
    /// The last number.
    package var last: UInt64
    /// The time of the event behind it, in seconds.
    var time: UInt32
    /// When that event was read, in seconds: only what the log held then can be missing.
    var readAt: UInt32

    /// How many numbers.
    var count: UInt64 { last &- first &+ 1 }

    /// How long a producer may take to bring an event in that it had to send again: a partition gets a new leader in about ten seconds.
    private static let grace: UInt32 = 15

    /// Whether it can still be filled: not every partition has been read past the event behind it and what may be sent again.
    func isOpen(at horizon: UInt32) -> Bool { horizon &- min(horizon, max(time, readAt)) <= Self.grace }

    /// Seconds since the Unix epoch.
    static func seconds(_ moment: Moment) -> UInt32 { UInt32(clamping: moment / Span.second) }
}
