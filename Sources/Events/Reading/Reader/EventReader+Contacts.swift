import Bytes

extension EventReader {
    private static let contactFields: FieldSet = [.contact, .name, .pushName, .phone, .isBusiness, .aliases]
    private static let chatFields: FieldSet = [.chat, .name, .description, .archived]

    /// The data of `contact.updated`.
    func contact(_ data: Token?) throws(Poison) -> ContactData {
        let data = try members(of: data, wanted: Self.contactFields)
        return ContactData(
            contact: try required(.contact, text(.contact, .address, in: data)),
            name: optional(try text(.name, .any, in: data)),
            pushName: optional(try text(.pushName, .any, in: data)),
            phone: optional(try text(.phone, .address, in: data)),
            isBusiness: optional(flag(.isBusiness, in: data)),
            alias: optional(try alias(in: data)))
    }

    /// The data of `chat.updated` and `group.updated`.
    func chat(_ data: Token?) throws(Poison) -> ChatData {
        let data = try members(of: data, wanted: Self.chatFields)
        return ChatData(
            chat: try required(.chat, text(.chat, .address, in: data)),
            name: optional(try text(.name, .any, in: data)),
            description: optional(try text(.description, .any, in: data)),
            archived: optional(flag(.archived, in: data)))
    }
}
