internal import CRdKafka

/// What the brokers say of themselves and their topics.
package struct Metadata: Hashable, Sendable {
    /// A broker.
    package struct Broker: Hashable, Sendable {
        /// Its number.
        package var id: Int32
        /// Where it listens.
        package var address: String
    }

    /// A partition.
    package struct Partition: Hashable, Sendable {
        /// Its number.
        package var id: Int32
        /// The broker that leads it, or nil where none does.
        package var leader: Int32?
        /// The brokers that have a copy.
        package var replicas: [Int32]
        /// Those of them that are up to date.
        package var inSync: [Int32]
    }

    /// A topic.
    package struct Topic: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// Its partitions, in order.
        package var partitions: [Partition]
        /// Why its brokers say nothing of it, such as that it isn't theirs.
        package var error: KafkaError?

        /// The number of copies that each partition should have.
        package var replication: Int { partitions.map(\.replicas.count).max() ?? 0 }
    }

    /// The brokers.
    package var brokers: [Broker]
    /// The topics asked for.
    package var topics: [Topic]

    /// The topic `name`, where it was asked for.
    package func topic(_ name: String) -> Topic? { topics.first { $0.name == name } }
}

extension Metadata {
    /// A copy of what the library lends.
    init(_ raw: UnsafePointer<rd_kafka_metadata_t>) {
        brokers = unsafe UnsafeBufferPointer(start: raw.pointee.brokers, count: Int(raw.pointee.broker_cnt)).map {
            let host = unsafe $0.host.map { unsafe String(cString: $0) } ?? ""
            return Broker(id: unsafe $0.id, address: "\(host):\(unsafe $0.port)")
        }
        topics = unsafe UnsafeBufferPointer(start: raw.pointee.topics, count: Int(raw.pointee.topic_cnt)).map {
            unsafe Topic($0)
        }
    }
}

extension Metadata.Topic {
    fileprivate init(_ raw: rd_kafka_metadata_topic) {
        name = unsafe raw.topic.map { unsafe String(cString: $0) } ?? ""
        partitions = unsafe UnsafeBufferPointer(start: raw.partitions, count: Int(raw.partition_cnt))
            .map { unsafe Metadata.Partition($0) }.sorted { $0.id < $1.id }
        error = unsafe KafkaError(raw.err)
    }
}

extension Metadata.Partition {
    fileprivate init(_ raw: rd_kafka_metadata_partition) {
        id = unsafe raw.id
        leader = unsafe raw.leader >= 0 ? raw.leader : nil
        replicas = unsafe Array(UnsafeBufferPointer(start: raw.replicas, count: Int(raw.replica_cnt)))
        inSync = unsafe Array(UnsafeBufferPointer(start: raw.isrs, count: Int(raw.isr_cnt)))
    }
}
