package import JSON

/// An event that is about to be published: a CloudEvent 1.0 with our extensions. What consumers read is another type,
/// `Event`.
package struct CloudEvent: Hashable, Sendable {
    /// With `source` it names one occurrence: the same two again are the same event sent again.
    package var id: String
    /// `/gateways/<family>/<node>`, or `/operators/<name>`.
    package var source: String
    /// `whatsapp.…`
    package var type: String
    /// The instance's name; for health and commands what the contract says.
    package var subject: String
    /// When the gateway saw it, in microseconds since the Unix epoch. Nil where nobody knows: then the record's Kafka
    /// timestamp counts, which is better than a guess.
    package var time: Int64?
    /// Grows each time a gateway starts the session, from 0.
    package var sessionEpoch: Int32?
    /// Counts the events of one (topic, `subject`, `sessionepoch`).
    package var sequence: UInt64?
    /// The record's key, where it isn't the one that type and data call for.
    package var partitionKey: String?
    /// Other attributes, such as `traceparent`, in the order in which they are written.
    package var extensions: [JSONValue.Member]
    /// What the type's schema says.
    package var data: JSONValue

    /// An event of the instance `subject`.
    package init(
        id: String, source: String, type: String, subject: String, time: Int64? = nil, sessionEpoch: Int32? = nil,
        sequence: UInt64? = nil, partitionKey: String? = nil, extensions: [JSONValue.Member] = [], data: JSONValue = [:]
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.sessionEpoch = sessionEpoch
        self.sequence = sequence
        self.partitionKey = partitionKey
        self.extensions = extensions
        self.data = data
    }
}
