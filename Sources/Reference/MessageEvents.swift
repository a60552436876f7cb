internal import JSON

/// The steps of a message: contract §3. `failed` has no place in the order of the others.
enum MessageStatus: String {
    case pending, server, delivered, read, played, failed
}

/// What `message.received`, `message.sent` and `message.undecryptable` say of a message.
struct Body {
    let messageID: Text
    let fromMe: Bool
    let sentAt: Moment
    let kind: Text
    let text: Text?
    let chat: Address
    let sender: Address?
    let pushName: Text?
    let replyTo: Text?
    /// The media as Postgres prints that `jsonb`.
    let media: Text?
    let status: MessageStatus?
    let alias: Alias?

    /// "That type or that kind: kind `undecryptable`, no text."
    var isReal: Bool { kind != Self.undecryptable }

    static let undecryptable: Text = "undecryptable"

    init(_ type: MessageType, _ data: Fields) throws(Poison) {
        messageID = try data.required("messageId", as: data.id)
        chat = try data.required("chat", as: data.address)
        sentAt = try data.required("timestamp", as: data.moment)
        fromMe = data.flag("fromMe") ?? (type == .sent)
        sender = data.address("sender")
        kind = type == .undecryptable ? Self.undecryptable : data.text("kind") ?? "text"
        text = kind == Self.undecryptable ? nil : data.text("text")
        pushName = data.text("pushName")
        replyTo = data.id("replyTo")
        media = data.object("media").flatMap(Media.text)
        status = data.word("status")
        alias = Alias(data)
    }
}

/// `message.status`.
struct StatusChange {
    let messageIDs: [Text]
    let status: MessageStatus
    let fromMe: Bool
    let participant: Text?
    let time: Moment
    /// `error.code`, a number as its digits.
    let errorCode: Text?

    init(_ data: Fields, eventTime: Moment) throws(Poison) {
        messageIDs = try data.required("messageIds", as: data.ids)
        status = try data.required("status", as: data.word)
        fromMe = data.flag("fromMe") ?? true
        participant = data.id("participant")
        time = data.moment("timestamp") ?? eventTime
        errorCode = data.object("error").flatMap { error in
            error.text("code") ?? error.integer("code", in: .min ... .max).map { Text(String($0)) }
        }
    }
}

/// `message.edited`.
struct Edit {
    let messageID: Text
    let fromMe: Bool
    let editID: Text
    let text: Text
    let sender: Address?
    let time: Moment

    init(_ data: Fields, eventTime: Moment) throws(Poison) {
        messageID = try data.required("messageId", as: data.id)
        editID = try data.required("editId", as: data.id)
        text = try data.required("text", as: data.text)
        sender = data.address("sender")
        fromMe = data.flag("fromMe") ?? false
        time = data.moment("timestamp") ?? eventTime
    }
}

/// `message.revoked`.
struct Revoke {
    let messageID: Text
    let fromMe: Bool
    let by: Text?
    let time: Moment

    init(_ data: Fields, eventTime: Moment) throws(Poison) {
        messageID = try data.required("messageId", as: data.id)
        by = data.id("by")
        fromMe = data.flag("fromMe") ?? false
        time = data.moment("timestamp") ?? eventTime
    }
}

/// `message.reaction`.
struct Reaction {
    let messageID: Text
    let fromMe: Bool
    let sender: Text
    let emoji: Text
    let time: Moment

    init(_ data: Fields, eventTime: Moment) throws(Poison) {
        messageID = try data.required("messageId", as: data.id)
        sender = try data.required("sender", as: data.id)
        emoji = try data.required("emoji", as: data.text)
        fromMe = data.flag("fromMe") ?? false
        time = data.moment("timestamp") ?? eventTime
    }
}
