package import Kafka

/// A pipeline at one partition.
package struct ConsumerPlace: Hashable, Sendable, Comparable {
    /// The pipeline's name.
    package let pipeline: String
    /// The partition.
    package let partition: TopicPartition

    /// A pipeline at one partition.
    package init(pipeline: String, _ partition: TopicPartition) {
        self.pipeline = pipeline
        self.partition = partition
    }

    var subject: HealthEvents.Subject {
        .consumer(pipeline: pipeline, topic: partition.topic, partition: partition.partition)
    }

    /// By pipeline, topic and number.
    package static func < (left: ConsumerPlace, right: ConsumerPlace) -> Bool {
        (left.pipeline, left.partition) < (right.pipeline, right.partition)
    }
}

/// A row of `zapline.consumer_offsets`, as far as health goes by it.
package struct ConsumerRow: Hashable, Sendable {
    /// The offset of the next record to apply.
    package var nextOffset: Int64
    /// Why it stands still; nil: it doesn't.
    package var haltReason: String?
    /// Who claimed it.
    package var owner: String
    /// When the row moved last.
    package var updatedAt: Moment

    /// A row.
    package init(nextOffset: Int64, haltReason: String? = nil, owner: String = "", updatedAt: Moment = 0) {
        self.nextOffset = nextOffset
        self.haltReason = haltReason
        self.owner = owner
        self.updatedAt = updatedAt
    }
}
