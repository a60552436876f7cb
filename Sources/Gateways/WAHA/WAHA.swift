import JSON

/// WAHA's webhooks: `{id, timestamp, event, session, me, payload, engine, environment}`, the first two only in newer
/// builds.
enum WAHA: GatewayMapper {
    static func envelope(of payload: JSONValue) -> Envelope {
        guard payload["event"]?.word != nil || payload["payload"] != nil || payload["session"]?.word != nil else {
            return Envelope(body: payload, whole: payload)
        }
        return Envelope(
            event: payload["event"]?.word.map(normalEvent), instance: payload["session"]?.word,
            id: eventID(payload["id"]),
            time: Moment.microseconds(payload["timestamp"]), body: payload["payload"] ?? .null, whole: payload)
    }

    static func normalEvent(_ name: String) -> String { name.lowercased() }

    /// `evt_…` is WAHA's own id of the event, the same in each attempt to deliver it.
    private static func eventID(_ id: JSONValue?) -> String? {
        id?.word.flatMap { $0.hasPrefix("evt_") && $0.utf8.count <= 200 ? $0 : nil }
    }

    static func map(_ event: String, _ envelope: Envelope, into draft: inout Draft) throws(MappingProblem) {
        let payload = envelope.body
        let account = Account(me: envelope.whole["me"])
        switch event {
        case "session.status": try sessionStatus(payload, account, envelope.whole, into: &draft)
        case "state.change": try stateChange(payload, into: &draft)
        case "message", "message.any": try message(payload, account, into: &draft)
        case "message.waiting": try undecryptable(payload, account, into: &draft)
        case "message.ack", "message.ack.group": try receipt(payload, account, into: &draft)
        case "message.edited": try edit(payload, account, into: &draft)
        case "message.revoked": try revocation(payload, account, into: &draft)
        case "message.reaction": try reaction(payload, account, into: &draft)
        case "poll.vote", "poll.vote.failed":
            try vote(payload, failed: event == "poll.vote.failed", account, into: &draft)
        case "chat.archive": try archive(payload, into: &draft)
        case "group.v2.join", "group.v2.leave", "group.v2.participants", "group.v2.update", "group.join", "group.leave":
            try group(event, payload, account, into: &draft)
        case "call.received", "call.accepted", "call.rejected": try call(event, payload, into: &draft)
        default: try ignored(event, into: &draft)
        }
    }

    private static func ignored(_ event: String, into draft: inout Draft) throws(MappingProblem) {
        switch event {
        case "presence.update": draft.ignore("Presence is gone before anybody could read it from a table.")
        case "engine.event":
            draft.ignore("An engine's own events are for debugging; WAHA sends the same as events of its own.")
        case "event.response", "event.response.failed": draft.ignore("Answers to event messages have no type yet.")
        case _ where event.hasPrefix("label."): draft.ignore("Labels have no type yet.")
        default: throw .unknownEvent(draft.gateway)
        }
    }

    /// The session's own account.
    struct Account {
        var address: Address?
        var lid: Address?
        var pushName: String?
        var limits: JSONValue?

        init(me: JSONValue?) {
            address = Address(me?["id"]) ?? Address(me?["jid"])
            lid = Address(me?["lid"])
            pushName = me?["pushName"]?.word
            limits = me
        }

        func isSelf(_ other: Address?) -> Bool { other != nil && (other == address || other == lid) }
    }
}
