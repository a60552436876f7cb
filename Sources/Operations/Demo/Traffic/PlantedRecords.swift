internal import Events
internal import JSON
internal import Reference

/// Records that no gateway should send, sent so that a reader sees what becomes of them: each bad one a dead letter, and the
/// archive keeps them all.
enum PlantedRecords {
    /// The instance that those name which name one.
    static let instance = "loja-estranha"

    /// The records; `time` is microseconds since the Unix epoch.
    static func all(time: Int64) -> [DemoRecord] {
        let good = event("whatsapp.message.received", time)
        return [
            DemoRecord(topic: .messages, key: key, value: Array(good.structured().dropLast(20)), instance: nil),
            DemoRecord(topic: .messages, key: key, value: good.structured(), instance: instance),
            DemoRecord(
                topic: .lifecycle, key: key, value: withoutID(event("whatsapp.session.starting", time)),
                instance: instance),
            DemoRecord(topic: .messages, key: key, value: nil, instance: nil),
            DemoRecord(
                topic: .messages, key: key, value: event("whatsapp.message.of_tomorrow", time).structured(),
                instance: instance),
        ]
    }

    private static let key = Array(instance.utf8)

    /// A message without an id of its own is as bad as one that is cut off.
    private static func event(_ type: String, _ time: Int64) -> CloudEvent {
        CloudEvent(
            id: "planted-\(type)", source: "/gateways/demo/planted", type: type, subject: instance, time: time,
            data: ["chat": "5511987650009@s.whatsapp.net", "text": "…"])
    }

    private static func withoutID(_ event: CloudEvent) -> [UInt8] {
        guard case .object(let members) = event.json else { return [] }
        var bytes: [UInt8] = []
        JSONValue.object(members.filter { $0.name != "id" }).write(into: &bytes)
        return bytes
    }
}
