internal import Service

/// How fast a replay goes and how long it will take yet, from progress as it comes.
///
/// Neither the time until the first record nor a stand-still of the database belongs to the rate: what comes after them goes as fast
/// as what went before.
struct ReplayRate: Hashable, Sendable {
    /// Work that comes in steps of this length, or shorter, is no stand-still.
    private static let patience = Duration.seconds(10)

    /// The offsets, with the clock of the time that was worked.
    private(set) var offsets: ProgressState
    private var bytes: ProgressState
    /// When something was done last, on the caller's clock, and the time before that in which nothing was.
    private var lastMove: Duration
    private var idle = Duration.zero
    private var startOffsets: Int

    /// Whether nothing has been done for long.
    private(set) var isWaiting = false

    /// Nothing is done yet but what was there before.
    init(_ progress: ReplayState) {
        startOffsets = progress.done
        offsets = ProgressState(total: progress.total - startOffsets, at: progress.elapsed)
        bytes = ProgressState(total: nil, at: progress.elapsed)
        lastMove = progress.elapsed
    }

    /// Takes note of how far it is.
    mutating func update(_ progress: ReplayState) {
        let (now, done) = (progress.elapsed, progress.done - startOffsets)
        guard offsets.done > 0 || done > 0 else {
            // It counts from the last moment at which nothing was done.
            self = ReplayRate(progress)
            return
        }
        offsets.total = progress.total - startOffsets
        guard done != offsets.done else {
            isWaiting = offsets.done > 0 && offsets.fraction != 1 && now - lastMove > Self.patience
            return
        }
        if now - lastMove > Self.patience { idle += now - lastMove }
        offsets.update(done: done, at: now - idle)
        bytes.update(done: Int(clamping: progress.bytes), at: now - idle)
        lastMove = now
        isWaiting = false
    }

    /// Offsets a second.
    var perSecond: Double { isWaiting ? 0 : offsets.rate }
    /// Bytes a second.
    var bytesPerSecond: Double { isWaiting ? 0 : bytes.rate }
    /// How long it will take yet; nil: nobody can say.
    var timeLeft: Duration? { isWaiting ? nil : offsets.timeLeft }
}
