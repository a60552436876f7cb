import Bytes
import Events
import Postgres

/// A chat: each field of the greatest (time, value) among the events that give it, and its last real message.
struct ChatRow: FoldedRow {
    static var table: JoinedTable { .chats }

    private let key: NameKey
    private var name, description: Latest<ByteView>?
    private var archived: Latest<UInt8>?
    private var updatedAt: Int64?
    private var lastMessage: Latest<ByteView>?

    init(_ key: NameKey) { self.key = key }

    mutating func join(_ data: ChatData, at time: Int64) {
        updatedAt = greater(updatedAt, time)
        name = greater(name, data.name.map { Latest(time: time, value: $0) })
        description = greater(description, data.description.map { Latest(time: time, value: $0) })
        archived = greater(archived, data.archived.map { Latest(time: time, value: $0 ? 1 : 0) })
    }

    /// A real body names the chat, whether or not it is the one that its message shows.
    mutating func join(_ data: BodyData) {
        lastMessage = greater(lastMessage, Latest(time: data.timestamp, value: data.messageID))
    }

    func write(into buffer: inout CopyBuffer) {
        buffer.nameKey(key)
        buffer.text(name?.value)
        buffer.text(description?.value)
        buffer.flag(archived?.value)
        buffer.timestamptz(updatedAt)
        buffer.timestamptz(lastMessage?.time)
        buffer.text(lastMessage?.value)
        buffer.timestamptz(name?.time)
        buffer.timestamptz(description?.time)
        buffer.timestamptz(archived?.time)
    }
}

/// A contact: each field of the greatest (time, value) among the events that give it.
struct ContactRow: FoldedRow {
    static var table: JoinedTable { .contacts }

    private let key: NameKey
    private var name, pushName, phone: Latest<ByteView>?
    private var isBusiness: Latest<UInt8>?
    private var updatedAt: Int64?

    init(_ key: NameKey) { self.key = key }

    mutating func join(_ data: ContactData, at time: Int64) {
        updatedAt = greater(updatedAt, time)
        name = greater(name, data.name.map { Latest(time: time, value: $0) })
        pushName = greater(pushName, data.pushName.map { Latest(time: time, value: $0) })
        phone = greater(phone, data.phone.map { Latest(time: time, value: $0) })
        isBusiness = greater(isBusiness, data.isBusiness.map { Latest(time: time, value: $0 ? 1 : 0) })
    }

    func write(into buffer: inout CopyBuffer) {
        buffer.nameKey(key)
        buffer.text(name?.value)
        buffer.text(pushName?.value)
        buffer.text(phone?.value)
        buffer.flag(isBusiness?.value)
        buffer.timestamptz(updatedAt)
        buffer.timestamptz(name?.time)
        buffer.timestamptz(pushName?.time)
        buffer.timestamptz(phone?.time)
        buffer.timestamptz(isBusiness?.time)
    }
}

/// Which phone number a LID was last seen with.
struct AliasRow: FoldedRow {
    static var table: JoinedTable { .aliases }

    private let key: NameKey
    private var phone: Latest<ByteView>?

    init(_ key: NameKey) { self.key = key }

    mutating func join(_ alias: Alias, at time: Int64) {
        phone = greater(phone, Latest(time: time, value: alias.phone))
    }

    func write(into buffer: inout CopyBuffer) {
        buffer.nameKey(key)
        buffer.text(phone?.value)
        buffer.timestamptz(phone?.time)
    }
}

extension CopyBuffer {
    /// The two columns that the tables about chats, contacts and LIDs begin with.
    fileprivate mutating func nameKey(_ key: NameKey) {
        text(key.instance)
        text(key.name)
    }

    /// A `boolean`, or NULL.
    fileprivate mutating func flag(_ value: UInt8?) {
        if let value { bool(value > 0) } else { null() }
    }
}
