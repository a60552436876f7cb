/// One record of a batch as the state machines see it: where it came from, and nothing of what is in it.
package struct BatchItem: Hashable, Sendable {
    /// The partition's place in the lane.
    package var slot: Int
    /// The record's offset in its partition.
    package var offset: Int64

    /// A record of the partition in `slot`.
    package init(slot: Int, offset: Int64) {
        self.slot = slot
        self.offset = offset
    }
}

/// Where a partition stands before a batch: what its row in `consumer_offsets` says as far as we know.
package struct SlotPosition: Hashable, Sendable {
    /// The partition's place in the lane.
    package var slot: Int
    /// The fencing number that our claim drew.
    package var epoch: Int64
    /// The stored `next_offset`.
    package var next: Int64

    /// The position of the partition in `slot`.
    package init(slot: Int, epoch: Int64, next: Int64) {
        self.slot = slot
        self.epoch = epoch
        self.next = next
    }
}

/// One call of `zapline.advance`: it moves a partition's row from `from` to `to` if the epoch is still ours.
package struct Advance: Hashable, Sendable {
    /// The partition's place in the lane.
    package var slot: Int
    /// Our epoch.
    package var epoch: Int64
    /// The stored `next_offset` that the row must still have.
    package var from: Int64
    /// The `next_offset` after the transaction; always greater than `from`.
    package var to: Int64

    /// A step of the partition in `slot`.
    package init(slot: Int, epoch: Int64, from: Int64, to: Int64) {
        self.slot = slot
        self.epoch = epoch
        self.from = from
        self.to = to
    }
}

/// A row of `consumer_offsets` as it was read under its lock.
package struct OffsetRow: Hashable, Sendable {
    /// The stored fencing number.
    package var epoch: Int64
    /// The stored `next_offset`.
    package var next: Int64
    /// Whether the row's state is `halted`.
    package var isHalted: Bool

    /// A row's values.
    package init(epoch: Int64, next: Int64, isHalted: Bool = false) {
        self.epoch = epoch
        self.next = next
        self.isHalted = isHalted
    }
}
