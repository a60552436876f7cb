internal import CRdKafka
import Synchronization

extension Consumer {
    /// Leaves the group in good order. Control thread only, after the lanes have stopped; nothing of the consumer may
    /// be used afterwards but `wake`.
    ///
    /// In the order that 2.0.2 needs (librdkafka#4527, #4381): unsubscribe, wait until nothing is assigned, close.
    ///
    /// - returns: false where that took longer than `limit`. Then the process should end with `_exit`: threads of the
    ///   library's are stuck, and the effects are in Postgres.
    package func close(deadline limit: Duration) -> Bool {
        guard state.withLock({ !$0.isClosed }) else { return true }
        let deadline = Deadline(after: limit)
        state.withLock { $0.isClosed = true }
        answerRebalance()
        if state.withLock({ $0.isSubscribed }) {
            unsubscribe()
        } else {
            // Failing, there is nothing to take back.
            try? unassign(Array(state.withLock { $0.book.current.keys }))
        }
        guard serve(until: { $0.hasNoAssignment }, deadline) else { return false }
        // > rd_kafka_consumer_close_queue: Asynchronously close the consumer. … Rebalance events/callbacks (etc) will
        // > be forwarded to the application-provided rkqu. The application must poll/serve this queue until
        // > rd_kafka_consumer_closed() returns true.
        let error = unsafe KafkaError(
            takingOwnershipOf: rd_kafka_consumer_close_queue(client.pointer, control.pointer))
        // Refused for a fatal error alone, and then the group was left long ago.
        if error != nil { return true }
        return serve(until: { unsafe rd_kafka_consumer_closed($0.client.pointer) != 0 }, deadline)
    }

    private func serve(until done: (Consumer) -> Bool, _ deadline: Deadline) -> Bool {
        while !done(self) {
            guard !deadline.hasPassed else { return false }
            _ = poll(deadline.remaining(atMost: .milliseconds(50)))
            answerRebalance()
        }
        return true
    }

    /// What the group asks while we leave it is answered at once: nothing more is taken on, all is given back.
    private func answerRebalance() {
        // A refused call leaves the deadline to decide.
        try? perform(state.withLock { $0.book.answerForClosing() })
    }

    /// > rd_kafka_assignment: Returns the current partition assignment as set by rd_kafka_assign() or
    /// > rd_kafka_incremental_assign().
    private var hasNoAssignment: Bool {
        guard fatalError == nil, state.withLock({ $0.book.current.isEmpty }) else { return fatalError != nil }
        var pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
        guard unsafe rd_kafka_assignment(client.pointer, &pointer) == RD_KAFKA_RESP_ERR_NO_ERROR else { return true }
        return unsafe PartitionList(takingOwnershipOf: pointer).entries.isEmpty
    }
}
