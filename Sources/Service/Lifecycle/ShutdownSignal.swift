import Glibc
internal import HTTPServer

/// SIGTERM and SIGINT as requests to stop: the first asks, the second means now.
package enum ShutdownSignal {
    /// Takes both signals for this process, on a thread of its own, and ignores SIGPIPE.
    ///
    /// To be called before any other thread exists:
    ///
    /// > sigwait: … The signals in set must be blocked in all threads; a thread inherits its creator's mask.
    ///
    /// Programs that start others must give them an empty mask (`POSIX_SPAWN_SETSIGMASK`), which is inherited too.
    ///
    /// - parameter now: what a second signal does; by default the process dies of it, as its parent can see.
    package static func watch(
        _ stop: StopRequest, now: @escaping @Sendable (_ signal: Int32) -> Void = ShutdownSignal.die
    ) {
        // A peer that hangs up must be an error of write(2), not the end of the process.
        _ = signal(SIGPIPE, SIG_IGN)
        var set = Self.set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        OwnThread.start {
            var set = Self.set
            var isFirst = true
            while true {
                var number: Int32 = 0
                guard unsafe sigwait(&set, &number) == 0 else { continue }
                isFirst ? _ = stop.request(number == SIGINT ? "SIGINT" : "SIGTERM") : now(number)
                isFirst = false
            }
        }
    }

    /// Ends the process by the signal's own default, so that a shell sees 130 or 143.
    package static let die: @Sendable (Int32) -> Void = { number in
        _ = signal(number, SIG_DFL)
        var set = Self.set
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
        kill(getpid(), number)
    }

    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe sigaddset(&set, SIGINT)
        return set
    }
}
