internal import Service
internal import Synchronization

/// A progress that only shows where something takes longer than two seconds.
final class LateProgress: Sendable {
    private let progress: Progress
    private let began = ContinuousClock.now
    private let isShown = Mutex(false)

    init(_ progress: Progress) { self.progress = progress }

    func update(_ done: Int) {
        guard ContinuousClock.now - began > .seconds(2) else { return }
        isShown.withLock { $0 = true }
        progress.update(done: done)
    }

    func finish(_ done: Int) {
        if isShown.withLock({ $0 }) { progress.finish(done: done) }
    }
}
