import Bytes
import Kafka

extension StoredRecord {
    /// A copy of a message, which keeps nothing of librdkafka's buffer.
    ///
    /// - parameter headers: gathers headers, and is used again.
    init(_ message: borrowing FetchedMessage, logID: Int16, _ headers: inout PackedHeaders.Builder) {
        let arena = Arena(blockSize: 1 << 10)
        var pairs: [StoredRecord.Header] = []
        message.headers(&headers, into: arena).forEach { name, value in
            pairs.append(StoredRecord.Header(name: name.array, value: value?.array))
        }
        self.init(
            place: LogPlace(logID: logID, partition: message.partition, offset: message.offset),
            timestamp: message.timestamp, key: message.key?.array, headers: pairs, value: message.value?.array)
    }
}
