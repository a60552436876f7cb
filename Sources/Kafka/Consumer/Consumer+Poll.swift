internal import CRdKafka
import Synchronization

extension Consumer {
    /// What happened next, or nil where nothing did within `timeout` or somebody called `wake`. Control thread only,
    /// always: in 2.0.2 it is this that keeps the member in its group.
    package func poll(_ timeout: Duration) -> ConsumerEvent? {
        guard let event = control.poll(timeout) else { return nil }
        switch event.kind {
        case RD_KAFKA_EVENT_REBALANCE: return rebalance(event)
        case RD_KAFKA_EVENT_ERROR: return event.error.map { .failed($0) }
        case RD_KAFKA_EVENT_STATS:
            return unsafe rd_kafka_event_stats(event.pointer).map { unsafe .statistics(String(cString: $0)) }
        case RD_KAFKA_EVENT_FETCH:
            // Partitions are forwarded before they are assigned, and stay so: only a topic that was deleted and made
            // again in between could come here. The record would be missing in its lane.
            return .failed(
                KafkaError(
                    .state, "a record came on the control queue instead of its lane's; was a topic made anew?",
                    isFatal: true))
        default: return nil
        }
    }

    private func rebalance(_ event: borrowing Event) -> ConsumerEvent? {
        let partitions = unsafe PartitionList.entries(of: rd_kafka_event_topic_partition_list(event.pointer)).map(
            \.place)
        learnProtocol()
        switch event.code.rawValue {
        case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS.rawValue:
            state.withLock { $0.book.given(partitions) }
            return .given(partitions)
        case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS.rawValue:
            state.withLock { $0.book.taken(partitions) }
            // > rd_kafka_assignment_lost: Check whether the consumer considers the current assignment to have been lost
            // > involuntarily. … This method is only applicable for use with a high level subscribing consumer.
            return .taken(partitions, lost: unsafe rd_kafka_assignment_lost(client.pointer) != 0)
        default:
            // > rd_kafka_conf_set_rebalance_cb: … any other error: rd_kafka_assign(rk, NULL) to synchronise state.
            _ = unsafe rd_kafka_assign(client.pointer, nil)
            state.withLock { $0.book.cleared() }
            return .failed(event.error ?? KafkaError(event.code))
        }
    }

    /// > rd_kafka_rebalance_protocol: NONE, EAGER, COOPERATIVE on success … the protocol currently in use by the
    /// > consumer.
    private func learnProtocol() {
        guard state.withLock({ !$0.knowsProtocol }),
            let name = unsafe rd_kafka_rebalance_protocol(client.pointer).map({ unsafe String(cString: $0) }),
            name != "NONE"
        else { return }
        state.withLock {
            $0.knowsProtocol = true
            $0.book.isCooperative = name == "COOPERATIVE"
        }
    }
}
