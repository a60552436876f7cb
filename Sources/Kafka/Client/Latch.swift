import Glibc

/// A door that opens once, and that threads wait at with a deadline.
final class Latch: Sendable {
    private let reading: Int32
    private let writing: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        // Without descriptors left it never waits, which is as good as a wait can be then. A socket pair, since that is
        // made close-on-exec in one step, for the programs that others of our threads start.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        if unsafe socketpair(AF_UNIX, kind, 0, &ends) != 0 { ends = [-1, -1] }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        if reading >= 0 { close(reading) }
        if writing >= 0 { close(writing) }
    }

    /// Lets everybody through from now on.
    func open() {
        var byte: UInt8 = 1
        _ = unsafe write(writing, &byte, 1)
    }

    /// Waits until it is open; false where `limit` passed before.
    func wait(_ limit: Duration) -> Bool {
        guard reading >= 0 else { return false }
        let deadline = Deadline(after: limit)
        repeat {
            var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            // A signal ends poll(2) early; it is then asked again for the rest.
            if unsafe poll(&waiting, 1, deadline.remaining.milliseconds) > 0 { return true }
        } while !deadline.hasPassed
        return false
    }
}
