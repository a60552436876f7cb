/// Which calls of the library keep its assignment what ours is, for both rebalance protocols.
///
/// Two rules of 2.0.2 make this a book and not two functions. The first call after a rebalance event counts as its
/// answer, whatever partitions it names (rdkafka_cgrp.c:3312, 3362): so what doesn't belong to the answer is held back
/// until it was given. And a call that takes away a partition which is not in the assignment fails as a whole
/// (rdkafka_assignment.c:799), after which the group would wait for ever: so only what is in it is taken away.
struct AssignmentBook {
    /// A call of the library.
    enum Call: Hashable {
        /// `rd_kafka_incremental_assign`.
        case add([TopicPartition: Int64])
        /// `rd_kafka_incremental_unassign`.
        case remove([TopicPartition])
        /// `rd_kafka_assign` of these in place of none.
        case replace([TopicPartition: Int64])
        /// `rd_kafka_assign(NULL)`.
        case clear
        /// Eager groups know no increments: clear, and assign these that stay, from where they are, and those that
        /// come.
        case rebuild(staying: [TopicPartition: Int64], coming: [TopicPartition: Int64])
    }

    private enum Pending: Hashable {
        case given(Set<TopicPartition>)
        case taken(Set<TopicPartition>)
    }

    /// Whether the group rebalances by increments. A consumer without a group does.
    var isCooperative = true
    /// What the library's assignment holds, with the offsets that it was given.
    private(set) var current: [TopicPartition: Int64] = [:]
    private var pending: Pending?
    /// What the caller wants added once the pending answer was given.
    private var heldAdditions: [TopicPartition: Int64] = [:]
    /// What the caller wants removed with the pending answer.
    private var heldRemovals: Set<TopicPartition> = []

    /// Whether a rebalance waits for our answer.
    var isRebalancing: Bool { pending != nil }

    /// A rebalance gives these.
    mutating func given(_ partitions: [TopicPartition]) { pending = .given(Set(partitions)) }

    /// A rebalance takes these.
    mutating func taken(_ partitions: [TopicPartition]) { pending = .taken(Set(partitions)) }

    /// The caller assigns these.
    mutating func assign(_ offsets: [TopicPartition: Int64]) -> [Call] {
        switch pending {
        case .given(let awaited):
            guard awaited.isEmpty || offsets.isEmpty || offsets.keys.contains(where: awaited.contains) else {
                heldAdditions.merge(offsets) { $1 }
                return []
            }
            return answerGiven(offsets)
        case .taken:
            heldAdditions.merge(offsets) { $1 }
            return []
        case nil: return offsets.isEmpty ? [] : add(offsets)
        }
    }

    /// The caller takes these back.
    mutating func unassign(_ partitions: [TopicPartition]) -> [Call] {
        for partition in partitions { heldAdditions[partition] = nil }
        switch pending {
        case .taken(let awaited):
            guard awaited.isEmpty || partitions.isEmpty || partitions.contains(where: awaited.contains) else {
                heldRemovals.formUnion(partitions)
                return []
            }
            return answerTaken(partitions, awaited: awaited)
        case .given, nil: return remove(partitions)
        }
    }

    /// Answers what is pending for a caller who won't any more: nothing is accepted, everything taken is given up.
    mutating func answerForClosing() -> [Call] {
        switch pending {
        case .given: return answerGiven([:])
        case .taken(let awaited): return answerTaken(Array(awaited), awaited: awaited)
        case nil: return []
        }
    }

    /// What stays of the assignment was begun anew at these offsets.
    mutating func begin(at offsets: [TopicPartition: Int64]) {
        for (partition, offset) in offsets where current[partition] != nil { current[partition] = offset }
    }

    /// The library dropped its assignment.
    mutating func cleared() {
        let isCooperative = isCooperative
        self = AssignmentBook()
        self.isCooperative = isCooperative
    }

    private mutating func answerGiven(_ offsets: [TopicPartition: Int64]) -> [Call] {
        pending = nil
        let additions = heldAdditions.merging(offsets) { $1 }
        heldAdditions = [:]
        guard isCooperative else {
            current = additions
            return [.replace(additions)]
        }
        return add(additions)
    }

    private mutating func answerTaken(_ partitions: [TopicPartition], awaited: Set<TopicPartition>) -> [Call] {
        pending = nil
        let additions = heldAdditions
        let removals = heldRemovals.union(partitions).filter { current[$0] != nil }
        (heldAdditions, heldRemovals) = ([:], [])
        guard isCooperative else {
            current = [:]
            return [.clear]
        }
        for partition in removals { current[partition] = nil }
        return [.remove(removals.sorted())] + (additions.isEmpty ? [] : add(additions))
    }

    private mutating func add(_ offsets: [TopicPartition: Int64]) -> [Call] {
        let staying = current.filter { offsets[$0.key] == nil }
        let again = current.keys.filter { offsets[$0] != nil }.sorted()
        let wasEmpty = current.isEmpty
        current.merge(offsets) { $1 }
        if isCooperative { return (again.isEmpty ? [] : [.remove(again)]) + [.add(offsets)] }
        return wasEmpty ? [.replace(offsets)] : [.rebuild(staying: staying, coming: offsets)]
    }

    private mutating func remove(_ partitions: [TopicPartition]) -> [Call] {
        let present = Set(partitions).filter { current[$0] != nil }
        guard !present.isEmpty else { return [] }
        for partition in present { current[partition] = nil }
        if isCooperative { return [.remove(present.sorted())] }
        return current.isEmpty ? [.clear] : [.rebuild(staying: current, coming: [:])]
    }
}
