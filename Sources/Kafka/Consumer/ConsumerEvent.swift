/// What the control thread hears from its consumer.
package enum ConsumerEvent: Hashable, Sendable {
    /// A rebalance gives these, maybe none. Answer with `assign`, however much later; the group waits for it.
    case given([TopicPartition])
    /// A rebalance takes these. Answer with `unassign`; `lost`: another member may have them already, so don't wait.
    case taken([TopicPartition], lost: Bool)
    /// Something failed. Unless `isFatal`, the library goes on trying by itself.
    case failed(KafkaError)
    /// The statistics, JSON, every `statistics.interval.ms`.
    case statistics(String)
}
