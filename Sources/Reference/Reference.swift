/// The oracle: folds a log by the sentences of the contract, one record after the other.
///
/// It is written from the contract alone and shares no code with what it judges. Where a consumer joins each event into
/// the row that it meets, this keeps all events of a key and computes the row from the set when it is asked.
package struct Reference: Sendable {
    /// Where a row of messages and what hangs on it belongs.
    struct MessageKey: Hashable {
        let instance: Text
        let messageID: Text
        let fromMe: Bool
    }

    /// A key with one more part: an edit's, a reactor's, a participant's.
    struct PartKey: Hashable {
        let message: MessageKey
        let part: Text
    }

    /// The key of a chat, a contact or an alias.
    struct PeerKey: Hashable {
        let instance: Text
        let peer: Text
    }

    /// A row of `whatsapp_instance_events`.
    struct InstanceEvent {
        let record: LogRecord
        let event: LifecycleEvent
        let status: InstanceStatus?
        let sessionEpoch: Int64
    }

    /// The larger values are poison: `ZAPLINE_MAX_EVENT_BYTES`.
    let maxEventBytes: Int

    var instances: [Text: Instance] = [:]
    var instanceEvents: [InstanceEvent] = []
    var messages: [MessageKey: Message] = [:]
    var receipts: [PartKey: Receipt] = [:]
    var reactions: [PartKey: [Reaction]] = [:]
    var chats: [PeerKey: ChatHistory] = [:]
    var contacts: [PeerKey: ContactHistory] = [:]
    var aliases: [PeerKey: [(time: Moment, phone: Text)]] = [:]
    var archive: [ArchivedRecord] = []
    var deadLetters: [(record: LogRecord, poison: Poison)] = []

    /// An oracle that has seen nothing.
    package init(maxEventBytes: Int = 16 << 20) {
        self.maxEventBytes = maxEventBytes
    }

    /// Folds the next record. Those of one partition come in the order of its log; partitions may be mixed in any way.
    package mutating func apply(_ record: LogRecord) {
        let content = Content(record)
        if record.topic != .heartbeats { archive.append(ArchivedRecord(record, content)) }
        do {
            guard let event = try Event(content, record: record, maxEventBytes: maxEventBytes) else { return }
            apply(event, record)
        } catch {
            deadLetters.append((record, error))
        }
    }

    private mutating func apply(_ event: Event, _ record: LogRecord) {
        switch event {
        case .lifecycle(let event): apply(event, record)
        case .heartbeat(let envelope): instances[envelope.subject, default: Instance()].see(envelope.time)
        case .body(let envelope, let body): apply(body, envelope)
        case .status(let envelope, let change): apply(change, envelope)
        case .edit(let envelope, let edit):
            messages[envelope.key(edit.messageID, edit.fromMe), default: Message()].edits.append(edit)
        case .revoke(let envelope, let revoke):
            messages[envelope.key(revoke.messageID, revoke.fromMe), default: Message()].revokes.append(revoke)
        case .reaction(let envelope, let reaction):
            let key = PartKey(message: envelope.key(reaction.messageID, reaction.fromMe), part: reaction.sender)
            reactions[key, default: []].append(reaction)
        case .contact(let envelope, let contact): apply(contact, envelope)
        case .chat(let envelope, let chat):
            chats[envelope.key(chat.chat), default: ChatHistory()].updates.append((envelope.time, chat))
        }
    }

    private mutating func apply(_ event: LifecycleEvent, _ record: LogRecord) {
        var instance = instances[event.envelope.subject] ?? Instance()
        instance.fold(event)
        instances[event.envelope.subject] = instance
        instanceEvents.append(
            InstanceEvent(
                record: record, event: event, status: instance.row?.status,
                sessionEpoch: event.envelope.isOperator ? instance.epoch : event.envelope.sessionEpoch))
    }

    private mutating func apply(_ body: Body, _ envelope: Envelope) {
        messages[envelope.key(body.messageID, body.fromMe), default: Message()].bodies.append(body)
        if body.isReal {
            chats[envelope.key(body.chat.text), default: ChatHistory()].messages.append((body.sentAt, body.messageID))
        }
        apply(body.alias, envelope)
    }

    private mutating func apply(_ change: StatusChange, _ envelope: Envelope) {
        for messageID in change.messageIDs {
            let key = envelope.key(messageID, change.fromMe)
            guard let participant = change.participant else {
                messages[key, default: Message()].statuses.append(change)
                continue
            }
            if Receipt.counts(change.status) {
                receipts[PartKey(message: key, part: participant), default: Receipt()].changes.append(change)
            }
        }
    }

    private mutating func apply(_ contact: Contact, _ envelope: Envelope) {
        contacts[envelope.key(contact.contact), default: ContactHistory()].updates.append((envelope.time, contact))
        apply(contact.alias, envelope)
    }

    private mutating func apply(_ alias: Alias?, _ envelope: Envelope) {
        guard let alias else { return }
        aliases[envelope.key(alias.lid), default: []].append((envelope.time, alias.phone))
    }
}

extension Envelope {
    fileprivate func key(_ messageID: Text, _ fromMe: Bool) -> Reference.MessageKey {
        Reference.MessageKey(instance: subject, messageID: messageID, fromMe: fromMe)
    }

    fileprivate func key(_ peer: Text) -> Reference.PeerKey {
        Reference.PeerKey(instance: subject, peer: peer)
    }
}
