/// A partition as the state machines name it: the topic's place in the pipeline's list, and the partition's number.
package struct PartitionID: Hashable, Comparable, Sendable {
    /// The topic's place among the pipeline's topics.
    package var topic: Int
    /// The partition's number.
    package var partition: Int32

    /// The partition `partition` of the topic at place `topic`.
    package init(topic: Int, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// By topic, then by number: the one order in which offset rows are locked.
    package static func < (left: PartitionID, right: PartitionID) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}
