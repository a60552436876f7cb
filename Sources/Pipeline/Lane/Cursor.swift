/// Where one partition stands in its lane, and which of the records that still arrive are to be taken.
///
/// librdkafka may hand out records of a partition after it was taken away, and a new assignment starts one record early,
/// at the anchor: the record that was applied last, read again to see that the log is still the log we knew.
package struct Cursor: Hashable, Sendable {
    /// What the record that was applied last looked like.
    package struct Anchor: Hashable, Sendable {
        /// Its offset.
        package var offset: Int64
        /// Its Kafka timestamp in milliseconds, −1 where it has none.
        package var timestamp: Int64
        /// A hash of its key and value.
        package var hash: Int64

        /// An anchor as it is stored.
        package init(offset: Int64, timestamp: Int64, hash: Int64) {
            self.offset = offset
            self.timestamp = timestamp
            self.hash = hash
        }
    }

    /// What to do with a record.
    package enum Verdict: Hashable, Sendable {
        /// It is next: it goes into the batch.
        case take
        /// It is not ours (any more), or was applied before.
        case drop
        /// It stands where the anchor stood: compare it, and say `verified` or halt.
        case compare(Anchor)
        /// It is next, and stands where the archive has a record that must be the same: compare it and take it, or halt.
        case takeAndCompare(Anchor)
        /// The archive has a record before it that the log hasn't: halt.
        case lacks(Anchor)
        /// It stands at the limit or behind it: nothing more is taken.
        case beyond
    }

    private enum State: Hashable, Sendable {
        case idle
        case verifying(Anchor)
        case running
    }

    /// The offset that is expected next, holes aside; everything below it is applied or in the batch at hand.
    package private(set) var expected: Int64 = 0
    private var state = State.idle
    /// Records from this offset on are not to be taken.
    private var limit = Int64.max
    /// The first record that the archive has of what is to be read from the log.
    private var witness: Anchor?

    /// A partition that is not ours yet: every record is dropped.
    package init() {}

    /// Whether records are taken.
    package var isActive: Bool { state != .idle }

    /// The partition is ours from `next` on; fetching starts at `anchor` where there is one, else at `next`.
    ///
    /// - parameter limit: the offset to stop before.
    /// - parameter witness: a record at `next` or behind it that the archive has and the log must have, too.
    package mutating func begin(next: Int64, anchor: Anchor?, limit: Int64 = .max, witness: Anchor? = nil) {
        expected = next
        self.limit = limit
        self.witness = witness
        state = anchor.map(State.verifying) ?? .running
    }

    /// The partition is not ours any more, or halted.
    package mutating func end() { state = .idle }

    /// Judges the record at `offset`, in the order of arrival.
    ///
    /// O(1), once a record: the hot path.
    package mutating func judge(_ offset: Int64) -> Verdict {
        switch state {
        case .idle: return .drop
        case .running: break
        case .verifying(let anchor):
            if offset == anchor.offset { return .compare(anchor) }
            // The anchor itself is gone (retention, compaction): there is nothing to compare with.
            state = .running
        }
        guard offset >= expected else { return .drop }
        guard offset < limit else { return .beyond }
        expected = offset + 1
        guard let witness, offset >= witness.offset else { return .take }
        self.witness = nil
        return offset == witness.offset ? .takeAndCompare(witness) : .lacks(witness)
    }

    /// Takes the archive's record at `offset`, which is in order and is not compared with itself; whether it is to be applied.
    package mutating func takeArchived(_ offset: Int64) -> Bool {
        guard isActive, offset >= expected, offset < limit else { return false }
        expected = offset + 1
        return true
    }

    /// The record at the anchor's place is the one that we knew.
    package mutating func verified() { state = .running }

    /// The partition was read up to `offset`, its end: nothing below it is missing, whatever holes there are.
    ///
    /// - returns: whether that moves the position.
    package mutating func reachedEnd(at offset: Int64) -> Bool {
        let end = min(offset, limit)
        guard isActive, end > expected else { return false }
        state = .running
        expected = end
        return true
    }

    /// Whether a record at `offset` is none that is to be applied yet.
    package func isBeyond(_ offset: Int64) -> Bool { offset >= limit }

    /// Whether the record that was applied last is still awaited, and what stands at `offset` comes before it or is it.
    package func isAtAnchor(_ offset: Int64) -> Bool {
        if case .verifying(let anchor) = state { offset <= anchor.offset } else { false }
    }

    /// A replay may go on to a higher limit.
    package mutating func extend(to new: Int64) { limit = max(limit, new) }

    /// Nothing below the limit is missing: a record at it or behind it arrived.
    ///
    /// - returns: the limit, where that moves the position.
    package mutating func reachedLimit() -> Int64? { reachedEnd(at: limit) ? limit : nil }
}
