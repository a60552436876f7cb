import JSON

extension WAHA {
    /// A vote in a poll of ours or another's. `failed`: WAHA couldn't decrypt it.
    static func vote(
        _ payload: JSONValue, failed: Bool, _ account: Account, into draft: inout Draft
    ) throws(MappingProblem) {
        guard let poll = StanzaID(payload.at("poll", "id")), let messageID = poll.messageID(in: poll.chat) else {
            throw .missing("payload.poll.id")
        }
        let vote = payload["vote"] ?? .null
        let id = StanzaID(vote["id"])
        let fromMe = vote["fromMe"]?.bool ?? id?.fromMe ?? false
        let voter =
            Address(vote["participant"]) ?? id?.participant ?? (fromMe ? account.address : Address(vote["from"]))
        let timestamp = Moment.microseconds(vote["timestamp"])
        draft.add(
            "poll.vote",
            .fields([
                "messageId": .string(messageID), "chat": .address(poll.chat ?? id?.chat),
                "sender": .address(voter), "fromMe": .bool(fromMe), "options": options(vote), "voteId": .text(id?.id),
                "failed": failed ? true : nil, "timestamp": .time(timestamp),
            ]),
            ownTime: timestamp)
    }

    private static func options(_ vote: JSONValue) -> JSONValue {
        .array(vote["selectedOptions"]?.array?.filter { $0.string != nil } ?? [])
    }

    /// A chat put away or taken out again.
    static func archive(_ payload: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        guard let chat = Address(payload["id"]) else { throw .missing("payload.id") }
        guard let archived = payload["archived"]?.bool else { throw .missing("payload.archived") }
        draft.add(
            "chat.updated", ["chat": .string(chat.text), "archived": .bool(archived)],
            ownTime: Moment.microseconds(payload["timestamp"]))
    }

    /// What happens to a group and its members. The two deprecated events have whatever the engine gave.
    static func group(_ event: String, _ payload: JSONValue, _ account: Account, into draft: inout Draft)
        throws(MappingProblem)
    {
        if event == "group.join" || event == "group.leave" {
            return draft.ignore("Deprecated by WAHA, and of no fixed shape: subscribe to group.v2.* instead.")
        }
        guard let chat = Address(payload.at("group", "id")) else { throw .missing("payload.group.id") }
        let time = Moment.microseconds(payload["timestamp"])
        if event != "group.v2.update" {
            let action = payload["type"]?.word ?? String(event.dropFirst("group.v2.".count))
            let members = Self.members(payload["participants"]) ?? [account.address].compactMap { $0 }
            draft.add("group.participants", membership(chat, action, members, time), ownTime: time)
        }
        let group = JSONValue.fields([
            "chat": .string(chat.text), "name": .word(payload.at("group", "subject")?.string),
            "description": .text(payload.at("group", "description")?.string),
        ])
        if event == "group.v2.update" || event == "group.v2.join" && group["name"] != nil {
            draft.add("group.updated", group, ownTime: time)
        }
    }

    private static func members(_ participants: JSONValue?) -> [Address]? {
        participants?.array?.compactMap { Address($0["id"]) ?? Address($0) }
    }

    private static func membership(_ chat: Address, _ action: String, _ members: [Address], _ time: Int64?) -> JSONValue
    {
        .fields([
            "chat": .string(chat.text), "action": .string(action),
            "participants": .array(members.map { .string($0.text) }),
            "timestamp": .time(time),
        ])
    }

    /// A call, and what became of it.
    static func call(_ event: String, _ payload: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        guard let id = payload["id"]?.label else { throw .missing("payload.id") }
        let from = Address(payload["from"])
        let time = Moment.microseconds(payload["timestamp"])
        draft.add(
            "call.received",
            .fields([
                "callId": .string(id), "chat": .address(from), "from": .address(from),
                "state": .string(String(event.dropFirst("call.".count))), "isVideo": .flag(payload["isVideo"]?.bool),
                "isGroup": .flag(payload["isGroup"]?.bool), "timestamp": .time(time),
            ]),
            ownTime: time)
    }
}
