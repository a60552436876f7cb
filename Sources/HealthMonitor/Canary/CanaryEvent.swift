import Events
import JSON
import Kafka

/// The record that a canary is (contract §5).
enum CanaryEvent {
    /// The canary with this number of an epoch. Its id says which one it is: nobody else's record has it.
    static func id(monitor: String, epoch: Int64, number: Int) -> String {
        StableID.of("canary", monitor, "\(epoch).\(number)")
    }

    /// The event. Its key has its number in it, so that one after the other comes through each partition: a lane or a process that
    /// hangs has only some of them.
    static func make(monitor: String, epoch: Int64, number: Int, at time: Moment) -> CloudEvent {
        CloudEvent(
            id: id(monitor: monitor, epoch: epoch, number: number), source: HealthEvents.source,
            type: "whatsapp.canary",
            subject: monitor, time: time, partitionKey: "\(monitor)/canary-\(number)", data: ["sentAt": .time(time)])
    }

    /// The record.
    static func record(_ event: CloudEvent, to topic: String) -> OutgoingRecord {
        OutgoingRecord(
            topic: topic, key: Array(event.key.utf8), value: event.structured(),
            headers: [.init("content-type", Array(CloudEvent.contentType.utf8))])
    }
}
