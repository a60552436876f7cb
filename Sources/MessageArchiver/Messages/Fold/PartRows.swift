import Bytes
import Events
import Postgres

/// One edit of a message: the greatest (time, text, sender) of those told under its id, no sender least.
struct EditRow: FoldedRow {
    static var table: JoinedTable { .edits }

    private let key: PartKey
    private var editedAt = Int64.min
    private var body = ByteView.empty
    private var sender: ByteView?

    init(_ key: PartKey) { self.key = key }

    mutating func join(_ data: EditData) {
        // No address is empty, so none is least as no bytes are.
        let held = (editedAt, body, sender ?? .empty)
        guard held <= (data.timestamp, data.text, data.sender ?? .empty) else { return }
        (editedAt, body, sender) = (data.timestamp, data.text, data.sender)
    }

    func write(into buffer: inout CopyBuffer) {
        buffer.messageKey(key.message)
        buffer.text(key.part)
        buffer.text(sender)
        buffer.text(body)
        buffer.timestamptz(microseconds: editedAt)
    }
}

/// What one reactor thinks of a message: the greatest (time, emoji), where none is one taken back.
struct ReactionRow: FoldedRow {
    static var table: JoinedTable { .reactions }

    private let key: PartKey
    private var latest: Latest<ByteView>?

    init(_ key: PartKey) { self.key = key }

    mutating func join(_ data: ReactionData) {
        latest = greater(latest, Latest(time: data.timestamp, value: data.emoji))
    }

    func write(into buffer: inout CopyBuffer) {
        buffer.messageKey(key.message)
        buffer.text(key.part)
        buffer.text(latest.flatMap { $0.value.isEmpty ? nil : $0.value })
        buffer.timestamptz(latest?.time)
    }
}

/// How far a message got with one member of a group: the earliest time of each step.
struct ReceiptRow: FoldedRow {
    static var table: JoinedTable { .receipts }

    private let key: PartKey
    private var deliveredAt, readAt, playedAt: Int64?

    init(_ key: PartKey) { self.key = key }

    /// Whether a status of one member makes a receipt.
    static func isMade(by status: MessageStatus) -> Bool { status >= .delivered }

    mutating func join(_ data: StatusData) {
        switch data.status {
        case .delivered: deliveredAt = lesser(deliveredAt, data.timestamp)
        case .read: readAt = lesser(readAt, data.timestamp)
        case .played: playedAt = lesser(playedAt, data.timestamp)
        case .pending, .server, .failed: break
        }
    }

    func write(into buffer: inout CopyBuffer) {
        buffer.messageKey(key.message)
        buffer.text(key.part)
        buffer.timestamptz(deliveredAt)
        buffer.timestamptz(readAt)
        buffer.timestamptz(playedAt)
    }
}
