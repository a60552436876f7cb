internal import Glibc
internal import Telemetry

/// Waits on a thread that may block.
enum Pause {
    /// Waits for so long, to the millisecond, 100 at most: whoever pauses looks up now and then.
    static func upTo(_ duration: Duration) {
        let milliseconds = min(100, max(0, duration.seconds * 1_000))
        // > poll: Specifying a negative value in timeout means an infinite timeout … with no descriptors it only waits.
        _ = poll(nil, 0, Int32(milliseconds))
    }
}
