internal import CRdKafka
import Synchronization

extension Consumer {
    /// Names the lane for a partition's records, before it is assigned. Control thread only.
    ///
    /// > rd_kafka_queue_forward: Forward/re-route queue src to dst. … The original refcounts for both src and dst are
    /// > unaffected.
    package func forward(_ partition: TopicPartition, to lane: LaneQueue) throws(KafkaError) {
        state.withLock { $0.lanes[partition] = lane.handle }
        try route(partition, to: lane.handle)
    }

    /// Begins to fetch these, from these offsets (never a logical one), or answers a `given` with them. Control thread
    /// only; doesn't wait for a broker. Where it answers nothing and a rebalance waits for its answer, it is done with
    /// that answer.
    package func assign(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
        for (partition, offset) in offsets {
            guard offset >= 0 else {
                throw KafkaError(.invalidArgument, "\(partition) has no offset to begin at (\(offset))")
            }
            guard state.withLock({ $0.lanes[partition] != nil }) else {
                throw KafkaError(.state, "\(partition) is assigned before it was forwarded to a lane")
            }
        }
        try perform(state.withLock { $0.book.assign(offsets) })
    }

    /// Ends to fetch these, or answers a `taken` with them. Control thread only; doesn't wait for a broker.
    ///
    /// Afterwards each lane is given at most the one record of them that was on its way into the callback already: see
    /// `LaneQueue`. A partition may be assigned again once its lane has come out of that callback.
    package func unassign(_ partitions: [TopicPartition]) throws(KafkaError) {
        try perform(state.withLock { $0.book.unassign(partitions) })
    }

    func perform(_ calls: [AssignmentBook.Call]) throws(KafkaError) {
        for call in calls {
            switch call {
            case .add(let offsets):
                let list = PartitionList(offsets)
                try unsafe check(rd_kafka_incremental_assign(client.pointer, list.pointer))
                try routeAll(offsets.keys)
            case .remove(let partitions):
                let list = PartitionList(partitions)
                try unsafe check(rd_kafka_incremental_unassign(client.pointer, list.pointer))
            case .replace(let offsets):
                let list = PartitionList(offsets)
                try KafkaError.check(unsafe rd_kafka_assign(client.pointer, list.pointer))
                try routeAll(offsets.keys)
            case .clear: try KafkaError.check(unsafe rd_kafka_assign(client.pointer, nil))
            case .rebuild(let staying, let coming): try rebuild(staying, coming)
            }
        }
    }

    /// The stops of the old assignment are executed before the second assign returns, and would clear the routes of the
    /// new one in between: hence clear, and routes again behind it.
    private func rebuild(_ staying: [TopicPartition: Int64], _ coming: [TopicPartition: Int64]) throws(KafkaError) {
        let positions = positions(of: staying)
        // A position is forgotten with the stop: the next rebuild, before a record came, begins where this one does.
        state.withLock { $0.book.begin(at: positions) }
        try KafkaError.check(unsafe rd_kafka_assign(client.pointer, nil))
        try perform([.replace(positions.merging(coming) { $1 })])
    }

    /// Where the lanes are with these; where nothing was taken yet, the offset that the partition began at.
    private func positions(of partitions: [TopicPartition: Int64]) -> [TopicPartition: Int64] {
        let list = PartitionList(partitions.keys)
        // > rd_kafka_position: … the offset field of each requested partition will be set to the offset of the last
        // > consumed message + 1, or RD_KAFKA_OFFSET_INVALID in case there was no previous message.
        guard unsafe rd_kafka_position(client.pointer, list.pointer) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return partitions
        }
        var positions = partitions
        for entry in list.entries where entry.offset >= 0 { positions[entry.place] = entry.offset }
        return positions
    }

    /// The stop of an earlier assignment may run late and clear a route that was laid since (rdkafka_partition.c:1716).
    /// It has run when an assign has returned, since the library's one main thread does both in order; and what was
    /// fetched meanwhile waits in the partition's own queue, since a route was laid once (rdkafka_partition.c:2167). So
    /// routes are laid again behind each assign.
    private func routeAll(_ partitions: some Collection<TopicPartition>) throws(KafkaError) {
        let lanes = state.withLock { $0.lanes }
        for partition in partitions {
            if let lane = lanes[partition] { try route(partition, to: lane) }
        }
    }

    /// > rd_kafka_queue_get_partition: Returns a reference to the partition's queue or NULL if partition is invalid.
    /// > Use rd_kafka_queue_destroy() to loose the reference.
    private func route(_ partition: TopicPartition, to lane: QueueHandle) throws(KafkaError) {
        guard let queue = unsafe rd_kafka_queue_get_partition(client.pointer, partition.topic, partition.partition)
        else {
            throw KafkaError(.unknownPartition, "\(partition) has no queue")
        }
        unsafe rd_kafka_queue_forward(queue, lane.pointer)
        unsafe rd_kafka_queue_destroy(queue)
    }

    private func check(_ error: OpaquePointer?) throws(KafkaError) {
        if let error = unsafe KafkaError(takingOwnershipOf: error) { throw error }
    }

    /// Tells Kafka where we are, for tools that show lag; nobody reads it back. Control thread only; waits for nothing.
    ///
    /// Left out while a rebalance is under way: in 2.0.2 a commit can then cost the assignment (librdkafka#4059).
    package func commitForLagTools(_ offsets: [TopicPartition: Int64]) {
        guard !offsets.isEmpty, !state.withLock({ $0.book.isRebalancing }) else { return }
        let list = PartitionList(offsets)
        // > rd_kafka_commit: … If async is … true … this function will return immediately. Without an offset commit
        // > callback or event its result is dropped, which is what we want.
        _ = unsafe rd_kafka_commit(client.pointer, list.pointer, 1)
    }
}
