import JSON

extension WhatsAppWebJS {
    /// A group's notification: members that came, went or changed their part, or a new name or description. An empty
    /// body is a description that the library didn't get, and no description that was taken away.
    static func group(_ event: String, _ notice: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        let places = [Address(notice.at("id", "remote")), Address(notice["chatId"]), StanzaID(notice["id"])?.chat]
        guard let chat = places.compactMap({ $0 }).first(where: \.isGroup) else {
            throw .missing("id.remote (the group)")
        }
        let time = Moment.microseconds(notice["timestamp"])
        let type = notice["type"]?.word
        let author = Address(notice["author"])
        if event == "group_update" {
            let body = JSONValue.word(notice["body"]?.string)
            draft.add(
                "group.updated",
                .fields([
                    "chat": .string(chat.text), "name": type == "subject" ? body : nil,
                    "description": type == "description" ? body : nil, "change": .text(type), "by": .address(author),
                ]),
                ownTime: time)
        } else {
            let members = notice["recipientIds"]?.array?.compactMap { Address($0) } ?? []
            draft.add(
                "group.participants",
                .fields([
                    "chat": .string(chat.text), "action": .string(type ?? String(event.dropFirst("group_".count))),
                    "by": .address(author), "participants": .array(members.map { .string($0.text) }),
                    "timestamp": .time(time),
                ]),
                ownTime: time)
        }
    }

    /// A contact's new number: `(message, oldId, newId, isContact)`.
    static func contact(_ arguments: Arguments, into draft: inout Draft) throws(MappingProblem) {
        guard let contact = Address(arguments.named("newId", at: 2)) else { throw .missing("newId") }
        let old = Address(arguments.named("oldId", at: 1))
        draft.add(
            "contact.updated",
            .fields([
                "contact": .string(contact.text), "phone": .text(contact.digits),
                "aliases": Aliases(contact, old)?.json,
                "formerContact": .address(old),
            ]),
            ownTime: Moment.microseconds(arguments.message["timestamp"]))
    }

    /// A chat put away or taken out again: `(chat, now, before)`.
    static func archive(_ arguments: Arguments, into draft: inout Draft) throws(MappingProblem) {
        let chat = arguments.first("chat")
        guard let address = Address(chat["id"]) else { throw .missing("chat.id") }
        guard let archived = arguments.named("currState", at: 1).bool ?? chat["archived"]?.bool else {
            throw .missing("currState")
        }
        draft.add(
            "chat.updated",
            .fields([
                "chat": .string(address.text), "name": .word(chat["name"]?.string), "archived": .bool(archived),
            ]))
    }

    /// A call.
    static func call(_ call: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        guard let id = call["id"]?.label ?? StanzaID(call["id"])?.id else { throw .missing("id") }
        let from = Address(call["from"]) ?? Address(call["peerJid"])
        let time = Moment.microseconds(call["timestamp"])
        draft.add(
            "call.received",
            .fields([
                "callId": .string(id), "chat": .address(from), "from": .address(from),
                "isVideo": .flag(call["isVideo"]?.bool),
                "isGroup": .flag(call["isGroup"]?.bool), "fromMe": .flag(call["fromMe"]?.bool),
                "timestamp": .time(time),
            ]),
            ownTime: time)
    }
}
