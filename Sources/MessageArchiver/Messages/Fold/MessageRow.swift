import Bytes
import Events
import Postgres

/// A message as far as one batch tells of it: its row, but for the edit that is shown.
struct MessageRow: FoldedRow {
    static var table: JoinedTable { .messages }

    /// Where a record stands in the log, for a note about it.
    struct Coordinates {
        let logID: Int16
        let partition: Int32
        let offset: Int64
        let timestamp: Int64

        init(_ record: Record) {
            (logID, partition, offset) = (record.logID, record.partition, record.offset)
            timestamp = record.timestamp
        }
    }

    let key: MessageKey
    private(set) var body: Body?
    private(set) var pushName, replyTo, media: ByteView?
    private(set) var status: MessageStatus?
    private(set) var deliveredAt, readAt, playedAt, failedAt: Int64?
    private(set) var failureCode: ByteView?
    private(set) var revokedAt: Int64?
    private(set) var revokedBy: ByteView?
    /// Whether the batch has edits of it.
    var hasEdits = false
    /// The record of a real body: of one that conflicts with another of the batch, where there is such.
    private(set) var record: Coordinates?
    private(set) var hasConflict = false

    init(_ key: MessageKey) { self.key = key }
}

// MARK: - The joins of contract §3, within a batch

extension MessageRow {
    /// What a `message.received`, `.sent` or `.undecryptable` tells.
    mutating func join(_ data: BodyData, from origin: Record) {
        let told = Body(data)
        note(told, origin)
        if body.map({ told < $0 }) ?? true {
            (body, pushName, replyTo, media) = (told, data.pushName, data.replyTo, data.media)
        } else if told == body {
            pushName = greater(pushName, data.pushName)
            replyTo = greater(replyTo, data.replyTo)
            media = greater(media, data.media)
        }
        guard let status = data.status else { return }
        raise(status)
        if status == .failed { fail(at: data.timestamp, code: nil) }
    }

    /// Remembers which record a conflict would be noted with.
    private mutating func note(_ told: Body, _ origin: Record) {
        guard !told.isUndecryptable, !hasConflict else { return }
        hasConflict = body?.conflicts(with: told) ?? false
        if hasConflict || record == nil { record = Coordinates(origin) }
    }

    /// What a `message.status` without participant tells.
    mutating func join(_ data: StatusData) {
        raise(data.status)
        switch data.status {
        case .pending, .server: break
        case .delivered: deliveredAt = lesser(deliveredAt, data.timestamp)
        case .read: readAt = lesser(readAt, data.timestamp)
        case .played: playedAt = lesser(playedAt, data.timestamp)
        case .failed: fail(at: data.timestamp, code: data.errorCode)
        }
    }

    private mutating func raise(_ told: MessageStatus) { status = greater(status, told) }

    private mutating func fail(at time: Int64, code: ByteView?) {
        if let failedAt, failedAt <= time {
            if failedAt == time { failureCode = lesser(failureCode, code) }
        } else {
            (failedAt, failureCode) = (time, code)
        }
    }

    /// What a `message.revoked` tells.
    mutating func join(_ data: RevokeData) {
        if let revokedAt, revokedAt <= data.timestamp {
            if revokedAt == data.timestamp { revokedBy = lesser(revokedBy, data.by) }
        } else {
            (revokedAt, revokedBy) = (data.timestamp, data.by)
        }
    }
}

// MARK: - Its fields

extension MessageRow {
    func write(into buffer: inout CopyBuffer) {
        buffer.messageKey(key)
        buffer.text(status.map { ByteView($0.name) })
        buffer.timestamptz(deliveredAt)
        buffer.timestamptz(readAt)
        buffer.timestamptz(playedAt)
        buffer.timestamptz(failedAt)
        buffer.text(failureCode)
        buffer.timestamptz(revokedAt)
        buffer.text(revokedBy)
        writeBody(into: &buffer)
        if hasEdits { buffer.bool(true) } else { buffer.null() }
        if hasConflict { buffer.bool(true) } else { buffer.null() }
        writeRecord(into: &buffer)
    }

    private func writeBody(into buffer: inout CopyBuffer) {
        buffer.text(body?.chat)
        buffer.text(body?.sender)
        buffer.text(body?.kind)
        buffer.timestamptz(body?.sentAt)
        buffer.text(body?.text)
        buffer.text(pushName)
        buffer.text(replyTo)
        if let media { buffer.jsonb(media) } else { buffer.null() }
    }

    private func writeRecord(into buffer: inout CopyBuffer) {
        guard let record else { return (0..<4).forEach { _ in buffer.null() } }
        buffer.int2(record.logID)
        buffer.int4(record.partition)
        buffer.int8(record.offset)
        buffer.timestamptz(milliseconds: record.timestamp)
    }
}
