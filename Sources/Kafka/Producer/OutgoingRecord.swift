/// A record to be published.
package struct OutgoingRecord: Hashable, Sendable {
    /// The topic's name.
    package var topic: String
    /// What decides the partition, by murmur2; nil: any.
    package var key: [UInt8]?
    /// The value; nil is a tombstone.
    package var value: [UInt8]?
    /// The headers; a value of nil is Kafka's null.
    package var headers: [Header]
    /// Milliseconds since the Unix epoch; nil: now.
    package var timestamp: Int64?

    /// A record.
    package init(
        topic: String, key: [UInt8]?, value: [UInt8]?, headers: [Header] = [], timestamp: Int64? = nil
    ) {
        self.topic = topic
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
    }

    /// One header.
    package struct Header: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// Its value; nil is Kafka's null.
        package var value: [UInt8]?

        /// A header.
        package init(_ name: String, _ value: [UInt8]?) {
            self.name = name
            self.value = value
        }
    }
}
