import JSON

/// Evolution API's events: `{event, instance, data, sender, date_time, server_url, apikey, destination}`, and over
/// Kafka `timestamp` in milliseconds, which is the only time of the envelope that counts: `date_time` is local time
/// that calls itself UTC. `sender` is the instance's own address, not the author. `apikey` is a credential and is never
/// read.
enum EvolutionAPI: GatewayMapper {
    static func envelope(of payload: JSONValue) -> Envelope {
        let data = payload["data"]
        guard data != nil || payload["event"]?.word != nil else { return Envelope(body: payload, whole: payload) }
        return Envelope(
            event: payload["event"]?.word.map(normalEvent),
            instance: payload["instance"]?.word ?? data?["instance"]?.word ?? data?["instanceName"]?.word,
            time: Moment.microseconds(payload["timestamp"]), body: data ?? .null, whole: payload)
    }

    /// `messages.upsert`, however it is spelled: `MESSAGES_UPSERT` in settings, `messages-upsert` in URLs.
    static func normalEvent(_ name: String) -> String {
        String(name.lowercased().map { $0 == "_" || $0 == "-" ? "." : $0 })
    }

    static func map(_ event: String, _ envelope: Envelope, into draft: inout Draft) throws(MappingProblem) {
        let data = envelope.body
        let own = Address(envelope.whole["sender"])
        switch event {
        case "messages.upsert", "send.message", "messages.set", "messages.edited", "send.message.update",
            "messages.update",
            "messages.delete":
            if event == "messages.set" { draft.add("session.history_sync", progress(envelope.whole)) }
            messages(event, data, own, into: &draft)
        case "contacts.set", "contacts.upsert", "contacts.update":
            draft.each(data) { element, draft throws(MappingProblem) in try contact(element, into: &draft) }
        case "chats.set", "chats.upsert", "chats.update":
            draft.each(data) { element, draft throws(MappingProblem) in try chat(element, into: &draft) }
        case "groups.upsert", "groups.update", "group.update":
            draft.each(data) { element, draft throws(MappingProblem) in try group(element, into: &draft) }
        case "group.participants.update": try participants(data, into: &draft)
        case "messaging.history.set": draft.add("session.history_sync", progress(data))
        case "call": draft.each(data) { element, draft throws(MappingProblem) in try call(element, into: &draft) }
        default: try lifecycle(event, data, own, into: &draft)
        }
    }

    private static func messages(_ event: String, _ data: JSONValue, _ own: Address?, into draft: inout Draft) {
        draft.each(data) { element, draft throws(MappingProblem) in
            switch event {
            case "messages.edited": try protocolMessage(element, own, into: &draft)
            case "send.message.update": try protocolMessage(element, own, fromMe: true, into: &draft)
            case "messages.update": try update(element, own, into: &draft)
            case "messages.delete": try deletion(element, own, into: &draft)
            default: try message(element, own, fromMe: event == "send.message" ? true : nil, into: &draft)
            }
        }
    }

    /// How far a history has come, in percent.
    private static func progress(_ facts: JSONValue) -> JSONValue {
        .fields(["progress": facts["progress"]?.int64.map { .integer($0) }])
    }
}
