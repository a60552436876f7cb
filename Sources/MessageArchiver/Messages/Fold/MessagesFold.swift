import Bytes
import Events
import Postgres

/// What a batch's events come to: one row a key and table, whatever order the events had.
struct MessagesFold: ~Copyable {
    private var messages = RowSet<MessageRow>(bufferCapacity: 1 << 20)
    private var edits = RowSet<EditRow>()
    private var reactions = RowSet<ReactionRow>()
    private var receipts = RowSet<ReceiptRow>()
    private var chats = RowSet<ChatRow>()
    private var contacts = RowSet<ContactRow>()
    private var aliases = RowSet<AliasRow>()
    private var hasBodies = false

    /// Forgets the last batch.
    mutating func removeAll() {
        messages.removeAll()
        edits.removeAll()
        reactions.removeAll()
        receipts.removeAll()
        chats.removeAll()
        contacts.removeAll()
        aliases.removeAll()
        hasBodies = false
    }

    /// Adds what `event` tells; its views must stay valid until the script was run.
    mutating func add(_ event: Event, from record: Record) {
        switch event.data {
        case .body(let data): add(data, event, record)
        case .status(let data): add(data, event)
        case .edit(let data): add(data, event)
        case .revoke(let data):
            messages.update(key(event, data.messageID, data.fromMe)) { $0.join(data) }
        case .reaction(let data):
            let key = PartKey(message: key(event, data.messageID, data.fromMe), part: data.sender)
            reactions.update(key) { $0.join(data) }
        case .contact(let data):
            contacts.update(NameKey(instance: event.subject, name: data.contact)) { $0.join(data, at: event.time) }
            add(data.alias, event)
        case .chat(let data):
            chats.update(NameKey(instance: event.subject, name: data.chat)) { $0.join(data, at: event.time) }
        case .lifecycle, .none: break
        }
    }

    private func key(_ event: Event, _ message: ByteView, _ fromMe: Bool) -> MessageKey {
        MessageKey(instance: event.subject, message: message, fromMe: fromMe)
    }

    private mutating func add(_ data: BodyData, _ event: Event, _ record: Record) {
        hasBodies = true
        messages.update(key(event, data.messageID, data.fromMe)) { $0.join(data, from: record) }
        if !data.isUndecryptable {
            chats.update(NameKey(instance: event.subject, name: data.chat)) { $0.join(data) }
        }
        add(data.alias, event)
    }

    private mutating func add(_ data: StatusData, _ event: Event) {
        add(data, event, to: data.messageIDs.first)
        for message in data.messageIDs.rest { add(data, event, to: message) }
    }

    private mutating func add(_ data: StatusData, _ event: Event, to message: ByteView) {
        let key = key(event, message, data.fromMe)
        guard let participant = data.participant else { return messages.update(key) { $0.join(data) } }
        guard ReceiptRow.isMade(by: data.status) else { return }
        receipts.update(PartKey(message: key, part: participant)) { $0.join(data) }
    }

    private mutating func add(_ data: EditData, _ event: Event) {
        let message = key(event, data.messageID, data.fromMe)
        messages.update(message) { $0.hasEdits = true }
        edits.update(PartKey(message: message, part: data.editID)) { $0.join(data) }
    }

    private mutating func add(_ alias: Alias?, _ event: Event) {
        guard let alias else { return }
        aliases.update(NameKey(instance: event.subject, name: alias.lid)) { $0.join(alias, at: event.time) }
    }
}

// MARK: - Statements

extension MessagesFold {
    /// Adds the statements that join the rows with those of the tables.
    ///
    /// Every batch takes its row locks in the same order, table by table and in each by key, so two batches that meet the same
    /// rows wait for each other and never in a circle.
    mutating func write(into script: inout Script) {
        messages.write(hasBodies ? MessagesSession.joinBodies : JoinedTable.messages.execute, into: &script)
        edits.write(into: &script)
        if hasBodies || !edits.isEmpty { script.sql(MessagesSession.settle) }
        reactions.write(into: &script)
        receipts.write(into: &script)
        chats.write(into: &script)
        contacts.write(into: &script)
        aliases.write(into: &script)
    }
}
