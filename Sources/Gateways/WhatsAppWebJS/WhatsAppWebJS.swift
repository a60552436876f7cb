import JSON

/// whatsapp-web.js: the arguments of the library's callbacks as they are, and the envelopes of servers around it:
/// `{dataType, data, sessionId}` (wwebjs-api, chrishubert/whatsapp-api) and `{event, data, instanceId}` (waapi).
enum WhatsAppWebJS: GatewayMapper {
    static func envelope(of payload: JSONValue) -> Envelope {
        if let event = payload["dataType"]?.word {
            let name = event == "status" ? "auth_failure" : event
            return Envelope(
                event: name, instance: payload["sessionId"]?.label, body: payload["data"] ?? .null, whole: payload)
        }
        if let event = payload["event"]?.word, payload["data"] != nil || payload["instanceId"] != nil {
            return Envelope(
                event: event, instance: payload["instanceId"]?.label, body: payload["data"] ?? .null, whole: payload)
        }
        return Envelope(body: payload, whole: payload)
    }

    static func normalEvent(_ name: String) -> String { name.lowercased() }

    /// Messages, notifications of groups and reactions can't be taken for anything else.
    static func infer(_ body: JSONValue) -> String? {
        if body["msgId"]?.object != nil, body["reaction"] != nil { return "message_reaction" }
        guard body["id"]?["_serialized"]?.word != nil, let type = body["type"]?.word else { return nil }
        if body["recipientIds"]?.array != nil { return GroupNotice.event(type) }
        return body["body"] != nil ? "message_create" : nil
    }

    static func map(_ event: String, _ envelope: Envelope, into draft: inout Draft) throws(MappingProblem) {
        let arguments = Arguments(envelope.body)
        switch event {
        case "message", "message_create": try message(arguments.message, into: &draft)
        case "message_ciphertext", "message_ciphertext_failed": try undecryptable(arguments.message, into: &draft)
        case "message_ack": try receipt(arguments, into: &draft)
        case "message_edit": try edit(arguments, into: &draft)
        case "message_revoke_everyone": try revocation(arguments, into: &draft)
        case "message_revoke_me": try deletion(arguments.message, into: &draft)
        case "message_reaction": try reaction(arguments.first("reaction"), into: &draft)
        case "vote_update": try vote(arguments.first("vote"), into: &draft)
        case "group_join", "group_leave", "group_admin_changed", "group_membership_request", "group_update":
            try group(event, arguments.first("notification"), into: &draft)
        case "contact_changed": try contact(arguments, into: &draft)
        case "chat_archived": try archive(arguments, into: &draft)
        case "call", "incoming_call": try call(arguments.first("call"), into: &draft)
        default: try lifecycle(event, arguments, into: &draft)
        }
    }
}
