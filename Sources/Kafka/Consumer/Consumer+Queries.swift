/// What the control plane asks. All of these block, so they run on a thread that may stand still, never on the control
/// thread.
extension Consumer {
    /// The first offset that a partition's log still has, and the one that its next record gets. Any thread that
    /// may wait for `timeout`.
    package func watermarks(
        _ partition: TopicPartition, timeout: Duration
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        try client.watermarks(partition, timeout: timeout)
    }

    /// The cluster's id, or nil where no broker said it within `timeout`. Any thread.
    package func clusterID(timeout: Duration) -> String? { client.clusterID(timeout: timeout) }

    /// A topic with its partitions and who leads them, or nil where there is no such topic. Any thread.
    package func topic(_ name: String, timeout: Duration) throws(KafkaError) -> Metadata.Topic? {
        try client.topic(name, timeout: timeout)
    }

    /// The partitions of a topic, or nil where there is no such topic. Any thread.
    package func partitions(of topic: String, timeout: Duration) throws(KafkaError) -> [Int32]? {
        try client.partitions(of: topic, timeout: timeout)
    }
}
