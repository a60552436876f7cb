internal import CLibPQ
import Glibc

/// A file descriptor that another thread can make readable, so that a wait on a socket ends early.
package final class Wakeup: Sendable {
    let descriptor: Int32

    /// A wakeup that is not signalled; throws where the process has no descriptor left.
    package init() throws(PostgresError) {
        descriptor = zapline_eventfd()
        guard descriptor >= 0 else {
            throw PostgresError(.connectFailed, "no file descriptor left for an eventfd; raise the limit (ulimit -n)")
        }
    }

    deinit { close(descriptor) }

    /// Ends the wait under way, and every one until `reset`.
    package func signal() {
        // An eventfd's write fails only where its counter is full, and then it is signalled already.
        _ = eventfd_write(descriptor, 1)
    }

    /// Waits until somebody signals, for `duration` at most; whether somebody did.
    package func wait(_ duration: Duration) -> Bool {
        let deadline = Deadline(after: duration)
        var descriptors = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        while true {
            let count = unsafe poll(&descriptors, 1, deadline.pollTimeout)
            if count < 0, errno == EINTR { continue }
            return count > 0
        }
    }

    /// Waits are waits again.
    package func reset() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor, &count)
    }
}
