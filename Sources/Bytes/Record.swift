/// One record of the log, as views into its batch's arena.
package struct Record {
    /// Which life of the topic the offset belongs to (`zapline.logs`).
    package var logID: Int16
    /// The topic's place among the pipeline's topics.
    package var topic: Int
    /// The partition's number.
    package var partition: Int32
    /// The offset in its partition.
    package var offset: Int64
    /// Kafka's timestamp in milliseconds since the Unix epoch; −1 where the record has none.
    package var timestamp: Int64
    /// The key, or nil where there is none.
    package var key: ByteView?
    /// The value; nil is Kafka's null (a tombstone), not an empty value.
    package var value: ByteView?
    /// The headers.
    package var headers: PackedHeaders

    /// A record at `offset` of a partition.
    package init(
        logID: Int16, topic: Int, partition: Int32, offset: Int64, timestamp: Int64, key: ByteView?, value: ByteView?,
        headers: PackedHeaders = .none
    ) {
        self.logID = logID
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }
}
