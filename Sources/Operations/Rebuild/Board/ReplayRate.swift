internal import Service
internal import Telemetry

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
    /// How long it took from the move before to the last one, and how long ago that is.
    private var step = Duration.zero
    private var sinceMove = Duration.zero
    /// What was there before the first move, and with it: the time that it took is not known.
    private var startOffsets: Int
    private var startBytes: Int64
    private var hasBegun: Bool

    /// Whether nothing has been done for long.
    private(set) var isWaiting = false

    /// Nothing is done yet but what was there before.
    init(_ progress: ReplayState) { self.init(progress, hasBegun: false) }

    private init(_ progress: ReplayState, hasBegun: Bool) {
        self.hasBegun = hasBegun
        startOffsets = progress.done
        startBytes = progress.bytes
        offsets = ProgressState(total: progress.total - startOffsets, at: progress.elapsed)
        bytes = ProgressState(total: nil, at: progress.elapsed)
        lastMove = progress.elapsed
    }

    /// Takes note of how far it is.
    mutating func update(_ progress: ReplayState) {
        let (now, done) = (progress.elapsed, progress.done - startOffsets)
        if !hasBegun, done > 0 {
            self = ReplayRate(progress, hasBegun: true)
            return
        }
        offsets.total = progress.total - startOffsets
        sinceMove = now - lastMove
        guard done != offsets.done else {
            isWaiting = offsets.fraction != 1 && sinceMove > Self.patience
            return
        }
        if sinceMove > Self.patience { idle += sinceMove } else { step = sinceMove }
        offsets.update(done: done, at: now - idle)
        bytes.update(done: Int(clamping: progress.bytes - startBytes), at: now - idle)
        (lastMove, sinceMove) = (now, .zero)
        isWaiting = false
    }

    /// Offsets a second.
    var perSecond: Double { isWaiting ? 0 : offsets.rate }
    /// Bytes a second.
    var bytesPerSecond: Double { isWaiting ? 0 : bytes.rate }
    /// How long it will take yet; nil: nobody can say.
    var timeLeft: Duration? {
        guard !isWaiting, let total = offsets.total, offsets.rate > 0 else { return nil }
        // Where work is committed in large steps, some of the next one is done already.
        let seconds = Double(max(0, total - offsets.done)) / offsets.rate - min(sinceMove, step).seconds
        guard seconds < 1e9 else { return nil }
        return .seconds(total > offsets.done ? max(1, Int64(seconds.rounded())) : 0)
    }
}
