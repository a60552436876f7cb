internal import JSON

/// `contact.updated`.
struct Contact {
    let contact: Text
    let name: Text?
    let pushName: Text?
    let phone: Text?
    let isBusiness: Bool?
    let alias: Alias?

    init(_ data: Fields) throws(Poison) {
        contact = try data.required("contact", as: data.id)
        name = data.text("name")
        pushName = data.text("pushName")
        phone = data.id("phone")
        isBusiness = data.flag("isBusiness")
        alias = Alias(data)
    }
}

/// `chat.updated` and `group.updated`.
struct Chat {
    let chat: Text
    let name: Text?
    let description: Text?
    let isArchived: Bool?

    init(_ data: Fields) throws(Poison) {
        chat = try data.required("chat", as: data.id)
        name = data.text("name")
        description = data.text("description")
        isArchived = data.flag("archived")
    }
}

/// `aliases`: "`{"lid", "phone"}`, both or absent".
struct Alias {
    let lid: Text
    let phone: Text

    init?(_ data: Fields) {
        guard let aliases = data.object("aliases"), let lid = aliases.id("lid"), let phone = aliases.id("phone") else {
            return nil
        }
        self.lid = lid
        self.phone = phone
    }
}
