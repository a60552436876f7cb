import Glibc

/// SIGTERM and SIGINT as requests to stop: the first asks, the second means now.
///
/// The main thread waits for them. It can't be left to Swift: an `async` main ends in `dispatch_main`, whose thread
/// calls `sigsuspend` with an empty mask on Linux, so that a signal that is blocked everywhere else kills the process
/// there.
package enum ShutdownSignal {
    /// Blocks both for this thread and those that it will start, and ignores SIGPIPE. To be called before there are
    /// others:
    ///
    /// > sigwait: … The signals in set must be blocked in all threads; a thread inherits a copy of its creator's
    /// > signal mask.
    ///
    /// Programs that we start inherit the mask too, and must be given an empty one (`POSIX_SPAWN_SETSIGMASK`).
    package static func block() {
        // A peer that hangs up must be an error of write(2), not the end of the process.
        _ = signal(SIGPIPE, SIG_IGN)
        var set = set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Turns signals into requests for ever: what the main thread does.
    ///
    /// - parameter now: what a second signal does; by default the process dies of it, as its parent can see.
    package static func wait(for stop: StopRequest, now: (_ signal: Int32) -> Void = ShutdownSignal.die) -> Never {
        var set = set
        var isFirst = true
        while true {
            var number: Int32 = 0
            guard unsafe sigwait(&set, &number) == 0 else { continue }
            isFirst ? _ = stop.request(number == SIGINT ? "SIGINT" : "SIGTERM") : now(number)
            isFirst = false
        }
    }

    /// Ends the process by the signal's own default, so that a shell sees 130 or 143.
    package static func die(of number: Int32) {
        _ = signal(number, SIG_DFL)
        var set = set
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
        kill(getpid(), number)
        // The kernel ignores default actions for process 1 of a container, so the code that a shell would see is made here.
        _exit(128 + number)
    }

    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe sigaddset(&set, SIGINT)
        return set
    }
}
