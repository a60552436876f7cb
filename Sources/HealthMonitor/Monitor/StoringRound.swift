import Kafka

/// When which sessions' rows are stored: some at a time, in rounds through the book.
///
/// All at once would hold up verdicts for as long as ten thousand rows take. The partitions' positions move when a round is over, and
/// to where they were at its beginning: everything before that is in the rows then. A pure value; time comes in.
struct StoringRound: Sendable {
    /// What is due.
    struct Slice: Sendable {
        /// The places of the sessions.
        let places: Range<Int>
        /// Where the partitions' positions may move with it; nil: the round isn't over.
        let reached: [TopicPartition: Int64]?
    }

    /// Rows at a time: some 50 ms of a transaction. More where there are so many sessions that a round would take longer than 40 s.
    static let rows = 250
    private static let slices = 80
    /// How long a round takes at least, and the least time between two slices, in monotonic nanoseconds.
    static let (length, pause): (Int64, Int64) = (5_000_000_000, 500_000_000)

    private var next = 0
    private var began: [TopicPartition: Int64] = [:]
    private var due: Int64 = 0

    /// Before the first round.
    init() {}

    /// The slice that is due at `now`, or nil; it counts as stored.
    ///
    /// - parameter count: how many sessions there are.
    /// - parameter isWhole: whether a slice has all of them: while a long log is read nobody waits for a verdict, and each
    ///   transaction would have most of them in it.
    mutating func slice(
        of count: Int, at positions: @autoclosure () -> [TopicPartition: Int64], isWhole: Bool = false, now: Int64
    ) -> Slice? {
        guard now >= due else { return nil }
        if isWhole {
            (next, due) = (0, now + Self.length)
            return Slice(places: 0..<count, reached: positions())
        }
        if next == 0 { began = positions() }
        let rows = max(Self.rows, (count + Self.slices - 1) / Self.slices)
        let end = min(next + rows, count)
        let slice = Slice(places: next..<max(next, end), reached: end >= count ? began : nil)
        next = end >= count ? 0 : end
        due = now + max(Self.pause, Self.length / Int64(max(1, (count + rows - 1) / rows)))
        return slice
    }
}
