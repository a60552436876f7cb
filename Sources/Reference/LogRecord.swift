/// One record of the log, as Kafka holds it.
package struct LogRecord: Hashable, Sendable {
    /// The topics that rows come from.
    package enum Topic: String, CaseIterable, Sendable {
        case lifecycle = "whatsapp.lifecycle"
        case heartbeats = "whatsapp.heartbeats"
        case messages = "whatsapp.messages"
    }

    /// A header; Kafka allows any bytes in both, a null value, and a name that occurs twice.
    package struct Header: Hashable, Sendable {
        package var name: [UInt8]
        package var value: [UInt8]?

        /// A header of any bytes.
        package init(name: [UInt8], value: [UInt8]?) {
            self.name = name
            self.value = value
        }

        /// A header of text.
        package init(_ name: String, _ value: String?) {
            self.init(name: Array(name.utf8), value: value.map { Array($0.utf8) })
        }
    }

    package var topic: Topic
    /// Which life of the topic: `zapline.logs.log_id`.
    package var logID: Int
    package var partition: Int32
    package var offset: Int64
    /// Kafka's, in milliseconds; −1: none.
    package var timestamp: Int64
    package var key: [UInt8]?
    package var headers: [Header]
    /// nil: Kafka's null.
    package var value: [UInt8]?

    /// A record of the log.
    package init(
        topic: Topic, logID: Int = 1, partition: Int32 = 0, offset: Int64, timestamp: Int64 = -1, key: [UInt8]? = nil,
        headers: [Header] = [], value: [UInt8]?
    ) {
        self.topic = topic
        self.logID = logID
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.headers = headers
        self.value = value
    }
}
