package import Events
internal import JSON

/// One synthetic event: facts in numbers, so that making one costs next to nothing. `cloudEvent` is the tree, a
/// `TrafficRenderer` the bytes of it; both say the same.
package struct TrafficEvent: Hashable, Sendable {
    /// The event's id.
    package var id: ULID
    /// The instance's name.
    package var instance: String
    /// When it was seen, in microseconds since the Unix epoch.
    package var time: Int64
    /// The session's start.
    package var sessionEpoch: Int32
    /// Its place among the events of its topic, instance and epoch, from 1.
    package var sequence: UInt64
    /// What happened.
    package var data: TrafficData

    /// Where it pretends to come from.
    package static let source = "/gateways/load/local"

    /// The event's type.
    package var type: String { data.type }

    /// The topic's name without the prefix.
    package var topicName: String { data.topicName }

    /// The record's key.
    package var key: String {
        guard let place = data.place else { return instance }
        return "\(instance)/\(place.text)"
    }

    /// The event as everything else that publishes makes it.
    package var cloudEvent: CloudEvent {
        var sink = TreeSink()
        data.describe(to: &sink)
        return CloudEvent(
            id: id.description, source: Self.source, type: type, subject: instance, time: time,
            sessionEpoch: sessionEpoch,
            sequence: sequence, data: .object(sink.members))
    }
}
