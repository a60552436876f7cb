package import Bytes

/// A record with bytes of its own, as a table or the log keeps it.
package struct StoredRecord: Hashable, Sendable {
    /// A header; a value of nil is Kafka's null.
    package struct Header: Hashable, Sendable {
        /// The name.
        package var name: [UInt8]
        /// The value.
        package var value: [UInt8]?

        /// A header.
        package init(name: [UInt8], value: [UInt8]?) {
            self.name = name
            self.value = value
        }
    }

    /// Where it stands.
    package var place: LogPlace
    /// Kafka's timestamp in milliseconds since the Unix epoch; −1 where it has none.
    package var timestamp: Int64
    /// The key.
    package var key: [UInt8]?
    /// The headers, in order.
    package var headers: [Header]
    /// The value; nil is a tombstone.
    package var value: [UInt8]?

    /// A record.
    package init(place: LogPlace, timestamp: Int64, key: [UInt8]?, headers: [Header] = [], value: [UInt8]?) {
        self.place = place
        self.timestamp = timestamp
        self.key = key
        self.headers = headers
        self.value = value
    }

    /// The record as handlers take it, its bytes copied into `arena`.
    ///
    /// - parameter topic: the topic's place among the pipeline's.
    package func record(topic: Int, in arena: Arena) -> Record {
        func copy(_ bytes: [UInt8]) -> ByteView { unsafe bytes.withUnsafeBytes { unsafe arena.copy($0) } }
        var builder = PackedHeaders.Builder()
        for header in headers { builder.add(name: copy(header.name), value: header.value.map(copy)) }
        return Record(
            logID: place.logID, topic: topic, partition: place.partition, offset: place.offset, timestamp: timestamp,
            key: key.map(copy), value: value.map(copy), headers: builder.finish(into: arena))
    }
}
