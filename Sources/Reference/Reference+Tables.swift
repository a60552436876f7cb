extension Reference {
    /// What the tables must hold after the records that were applied; those not in `names` stay empty.
    package func tables(_ names: Set<Table.Name> = Set(Table.Name.allCases)) -> Tables {
        Tables(names.map(table))
    }

    /// What one table must hold.
    package func table(_ name: Table.Name) -> Table {
        var table = Table(name)
        switch name {
        case .instances: instances.forEach { Self.insert($1.cells($0), &table) }
        case .sessions: instances.forEach { Self.insert($1.sessionCells($0), &table) }
        case .instanceEvents: instanceEvents.forEach { table.insert($0.cells) }
        case .messages: messages.forEach { table.insert($0.cells + $1.cells) }
        case .edits:
            messages.forEach { key, message in message.editRows.forEach { table.insert(key.cells + $0.cells) } }
        case .reactions: reactions.forEach { Self.insert(Reaction.cells($0, $1), &table) }
        case .receipts: receipts.forEach { table.insert($0.cells + $1.cells) }
        case .chats: chats.forEach { table.insert($0.cells + $1.cells) }
        case .contacts: contacts.forEach { table.insert($0.cells + $1.cells) }
        case .aliases: aliases.forEach { table.insert($0.cells + Alias.cells($1)) }
        case .archive: archive.forEach { table.insert($0.cells) }
        case .deadLetters: deadLetters.forEach { table.insert($0.record.letterCells($0.poison)) }
        }
        return table
    }

    /// The keys (instance, message id, from me) of the messages that a `conflicting-duplicate` may be noted for. The
    /// contract asks for none: "at most once a message, at best effort". It allows no other.
    package var possibleConflicts: Set<[Text?]> {
        Set(messages.filter { $0.value.mayConflict }.map { $0.key.cells })
    }

    private static func insert(_ cells: [Text?]?, _ table: inout Table) {
        if let cells { table.insert(cells) }
    }
}

/// A moment as a cell.
private func cell(_ moment: Moment?) -> Text? {
    moment?.postgresText
}

/// A truth value as a cell.
private func cell(_ flag: Bool?) -> Text? {
    flag.map { $0 ? "true" : "false" }
}

/// A number as a cell.
private func cell(_ number: some BinaryInteger) -> Text? {
    Text(String(number))
}

/// A word as a cell.
private func cell(_ word: (some RawRepresentable<String>)?) -> Text? {
    word.map { Text($0.rawValue) }
}

extension Instance {
    /// "A heartbeat makes no row."
    fileprivate func cells(_ name: Text) -> [Text?]? {
        guard let row else { return nil }
        return [
            name, cell(row.status), row.detail, row.reason, row.qr, row.phoneNumber, cell(epoch), cell(row.createdAt),
            cell(row.updatedAt), cell(lastSeen),
        ]
    }

    fileprivate func sessionCells(_ name: Text) -> [Text?]? {
        session.map { [name, $0.phoneNumber, $0.data, cell($0.lastActivity)] }
    }
}

extension LogRecord {
    fileprivate var place: [Text?] {
        [cell(logID), cell(partition), cell(offset)]
    }

    fileprivate func letterCells(_ poison: Poison) -> [Text?] {
        [cell(logID), cell(topic), cell(partition), cell(offset), cell(poison.reason), poison.field.map { Text($0) }]
    }
}

extension Reference.InstanceEvent {
    fileprivate var cells: [Text?] {
        record.place + [
            event.envelope.subject, event.envelope.typeName, cell(status), cell(event.word), event.reason,
            cell(sessionEpoch), cell(event.envelope.time),
        ]
    }
}

extension ArchivedRecord {
    fileprivate var cells: [Text?] {
        record.place + [
            cell(Moment(kafka: record.timestamp, in: Moment.postgresYears)), instanceName, eventType, eventID,
            messageID,
            record.key.map(ByteText.hexadecimal), headers, record.value.map(ByteText.hexadecimal),
        ]
    }
}

extension Reference.MessageKey {
    fileprivate var cells: [Text?] { [instance, messageID, cell(fromMe)] }
}

extension Reference.PartKey {
    fileprivate var cells: [Text?] { message.cells + [part] }
}

extension Reference.PeerKey {
    fileprivate var cells: [Text?] { [instance, peer] }
}

extension Message {
    fileprivate var cells: [Text?] {
        let winner = winner
        let edit = shownEdit
        let revoke = revoke
        return [
            winner?.chat.text, winner?.sender?.text, greatest(\.pushName), winner?.kind, edit?.text ?? winner?.text,
            edit == nil ? nil : winner?.text, greatest(\.media), greatest(\.replyTo), cell(winner?.sentAt),
        ] + [
            cell(status), cell(earliest(.delivered)), cell(earliest(.read)), cell(earliest(.played)),
            cell(earliest(.failed)), failureCode, cell(edit?.time), cell(revoke?.time), revoke?.by,
        ]
    }
}

extension Edit {
    fileprivate var cells: [Text?] { [editID, sender?.text, text, cell(time)] }
}

extension Reaction {
    /// "`emoji` (NULL: taken back) and `reacted_at` of the greatest (`timestamp`, emoji)."
    fileprivate static func cells(_ key: Reference.PartKey, _ reactions: [Reaction]) -> [Text?]? {
        guard let last = reactions.max(by: { ($0.time, $0.emoji) < ($1.time, $1.emoji) }) else { return nil }
        return key.cells + [last.emoji == "" ? nil : last.emoji, cell(last.time)]
    }
}

extension Receipt {
    fileprivate var cells: [Text?] { [cell(earliest(.delivered)), cell(earliest(.read)), cell(earliest(.played))] }
}

extension ChatHistory {
    fileprivate var cells: [Text?] {
        let archived = newest(updates) { $0.isArchived.map(Flag.init) }
        return [
            newest(updates, \.name), newest(updates, \.description), cell(archived?.isTrue),
            cell(updates.map(\.time).max()), cell(lastMessage?.sentAt), lastMessage?.id,
        ]
    }
}

extension ContactHistory {
    fileprivate var cells: [Text?] {
        let business = newest(updates) { $0.isBusiness.map(Flag.init) }
        return [
            newest(updates, \.name), newest(updates, \.pushName), newest(updates, \.phone), cell(business?.isTrue),
            cell(updates.map(\.time).max()),
        ]
    }
}

extension Alias {
    /// "`phone`, `seen_at` of the greatest (event's time, phone)."
    fileprivate static func cells(_ seen: [(time: Moment, phone: Text)]) -> [Text?] {
        let last = seen.max { $0 < $1 }
        return [last?.phone, cell(last?.time)]
    }
}
