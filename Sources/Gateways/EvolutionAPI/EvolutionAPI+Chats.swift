import JSON

extension EvolutionAPI {
    /// A contact. Evolution fills `pushName` with the number where it knows no name, which is no name.
    static func contact(_ data: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        guard let contact = Address(data["remoteJid"]) ?? Address(data["id"]) else { throw .missing("data.remoteJid") }
        let pushName = data["pushName"]?.word ?? data["notify"]?.word
        let name = pushName == contact.user ? nil : pushName
        let aliases = Aliases(contact, Address(data["lid"])) ?? Aliases(contact, KeyAliases.phone(data["phoneNumber"]))
        guard !contact.hasMembers else { return draft.ignore("A group or a list is no contact.") }
        guard name != nil || data["name"]?.word != nil || aliases != nil else {
            return draft.ignore("The contact has no name and no second address.")
        }
        draft.add(
            "contact.updated",
            .fields([
                "contact": .string(contact.text), "name": .word(data["name"]?.string), "pushName": .text(name),
                "phone": .text(contact.digits ?? aliases?.phone.digits), "aliases": aliases?.json,
            ]))
    }

    /// A chat. Most updates say nothing but that there is one.
    static func chat(_ data: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        let archived = data["archived"]?.bool ?? data["archive"]?.bool
        guard data["name"]?.word != nil || archived != nil else {
            return draft.ignore("The chat has no name and isn't put away.")
        }
        guard let chat = Address(data["remoteJid"]) ?? Address(data["id"]) else {
            guard data["id"]?.word == nil else {
                return draft.ignore("The chat is named by an id of Evolution's database alone.")
            }
            throw .missing("data.remoteJid")
        }
        draft.add(
            "chat.updated",
            .fields(["chat": .string(chat.text), "name": .word(data["name"]?.string), "archived": .flag(archived)]))
    }

    /// A group, in a snapshot of all of them or with what changed of it.
    static func group(_ data: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        guard let chat = Address(data["id"]) ?? Address(data["remoteJid"]) else { throw .missing("data.id") }
        draft.add(
            "group.updated",
            .fields([
                "chat": .string(chat.text), "name": .word(data["subject"]?.string),
                "description": .text(data["desc"]?.string),
            ]))
    }

    /// Members that came, went or changed their part: as addresses, as objects, or both. What their second addresses
    /// are stays beside them.
    static func participants(_ data: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        guard let chat = Address(data["id"]) else { throw .missing("data.id") }
        guard let action = data["action"]?.word else { throw .missing("data.action") }
        guard let listed = data["participants"]?.array else { throw .missing("data.participants") }
        let members = listed.compactMap { Address($0["id"]) ?? Address($0) }
        let known = (listed + (data["participantsData"]?.array ?? [])).compactMap(aliases)
        draft.add(
            "group.participants",
            .fields([
                "chat": .string(chat.text), "action": .string(action), "by": .address(Address(data["author"])),
                "participants": .array(members.map { .string($0.text) }),
                "aliases": known.isEmpty ? nil : .array(known.map(\.json)),
            ]))
    }

    private static func aliases(_ member: JSONValue) -> Aliases? {
        let first = Address(member["id"]) ?? Address(member["jid"])
        return Aliases(first, Address(member["phoneNumber"])) ?? Aliases(first, Address(member["lid"]))
    }

    /// A call, and what became of it.
    static func call(_ data: JSONValue, into draft: inout Draft) throws(MappingProblem) {
        guard let id = data["id"]?.label else { throw .missing("data.id") }
        let from = Address(data["from"])
        let time = Moment.microseconds(data["date"])
        draft.add(
            "call.received",
            .fields([
                "callId": .string(id), "chat": .address(Address(data["groupJid"]) ?? Address(data["chatId"]) ?? from),
                "from": .address(from), "state": .word(data["status"]?.string), "isVideo": .flag(data["isVideo"]?.bool),
                "isGroup": .flag(data["isGroup"]?.bool), "timestamp": .time(time),
            ]),
            ownTime: time)
    }
}
