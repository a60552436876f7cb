internal import CRdKafka

/// What an operator asks of a cluster, with answers as values. Every call blocks for up to its timeout, and is made on
/// a thread that may; any thread, several at once.
///
/// librdkafka's mock cluster knows none of the calls that change or describe things (`isMock`): they end in an error.
package final class Admin: Sendable {
    let client: ClientHandle

    /// An administrator; waits for no broker.
    ///
    /// - throws: an error that names the property at fault.
    package init(_ settings: ClientSettings, log: @escaping LogHandler) throws(KafkaError) {
        let configuration = try Configuration()
        try settings.apply(to: configuration)
        client = try configuration.makeClient(RD_KAFKA_PRODUCER, ClientContext(log: log))
    }

    /// The cluster's id, or nil where no broker said it within `timeout`.
    package func clusterID(timeout: Duration) -> String? { client.clusterID(timeout: timeout) }

    /// Whether a cluster of this id is librdkafka's mock, which makes its ids of this word and an address.
    package static func isMock(clusterID: String) -> Bool { clusterID.hasPrefix("mockCluster") }

    /// The brokers and every topic.
    package func metadata(timeout: Duration) throws(KafkaError) -> Metadata {
        try client.metadata(allTopics: true, timeout: timeout)
    }

    /// The brokers and one topic, which carries an error where it isn't there.
    package func metadata(of topic: String, timeout: Duration) throws(KafkaError) -> Metadata {
        try client.metadata(of: topic, timeout: timeout)
    }

    /// The partitions of a topic, or nil where there is no such topic.
    package func partitions(of topic: String, timeout: Duration) throws(KafkaError) -> [Int32]? {
        try client.partitions(of: topic, timeout: timeout)
    }

    /// What became of one topic in a call about several.
    package struct TopicResult: Hashable, Sendable {
        /// The topic's name.
        package var topic: String
        /// Why it failed, or nil.
        package var error: KafkaError?
    }
}
