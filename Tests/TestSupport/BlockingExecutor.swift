import Synchronization
import Threads

/// Threads for tests that wait for servers: the cooperative pool has as many as the machine has cores, and where as many tests wait,
/// every other one, and all that the awaited itself awaits, waits with them.
///
/// As many jobs run at once as there are threads; the others wait in order, and nothing bounds them but the tests there are.
package final class BlockingExecutor: TaskExecutor {
    /// The one that tests share: enough threads to wait side by side, few enough for the servers' two cores.
    package static let shared = BlockingExecutor(threads: 8)

    private struct State {
        var jobs: [UnownedJob] = []
        var threads = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// One with at most `threads` threads (1 or more), that are there while there is something to do.
    package init(threads: Int) { limit = max(1, threads) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isThreadMissing = state.withLock { state in
            state.jobs.append(job)
            guard state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        // Where no thread can be had, late is better than never.
        if isThreadMissing, WorkerThread.start({ self.work() }) == nil { work() }
    }

    private func work() {
        while let job = next() { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// The job that waits longest; where there is none, the thread that asks ends.
    private func next() -> UnownedJob? {
        state.withLock { state in
            guard !state.jobs.isEmpty else {
                state.threads -= 1
                return nil
            }
            return state.jobs.removeFirst()
        }
    }
}
