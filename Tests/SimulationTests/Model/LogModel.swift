@testable import Pipeline

/// What comes of a record when it is applied.
enum RecordKind: Hashable {
    /// It has its effect.
    case good
    /// The handler makes no row of it: a dead letter, found before the database sees it.
    case rejected
    /// The database refuses it with this code, of the class `poison`.
    case refused(String)
    /// The database refuses it with this code, of another class, until somebody mends the cause: a reason to halt.
    case cursed(String, isUsersObject: Bool)

    /// Whether a dead letter is right for it.
    var isPoison: Bool {
        switch self {
        case .rejected, .refused: true
        case .good, .cursed: false
        }
    }
}

/// A record of the log. `id` is unique in a run, so that another record at the same offset is another record.
struct LogRecord: Hashable {
    let partition: Int
    let offset: Int64
    let id: Int
    let kind: RecordKind

    var anchor: Cursor.Anchor { Cursor.Anchor(offset: offset, timestamp: Int64(id), hash: Int64(id) &* 31) }
}

/// One partition as its broker has it, and as it should come to be applied.
struct PartitionLog {
    /// What a fetch can give.
    private(set) var records: [LogRecord] = []
    /// All that should be applied, in order, whether it is still in the log or not.
    private(set) var history: [LogRecord] = []
    private(set) var low: Int64 = 0
    private(set) var high: Int64 = 0
    /// Where another log begins than the one that was there, or nil.
    private(set) var rewrittenAt: Int64?
    /// Whether records were cut off or deleted: what may stop the partition then is right.
    private(set) var isTouched = false
    /// Whether its end was cut off: nothing is written behind it.
    private(set) var isTruncated = false

    var bounds: LogGuard.Bounds { LogGuard.Bounds(low: low, high: high) }

    /// Adds a record behind `holes` offsets that hold none (transaction markers, aborted or compacted records).
    mutating func append(_ kind: RecordKind, id: Int, partition: Int, holes: Int) {
        let record = LogRecord(partition: partition, offset: high + Int64(holes), id: id, kind: kind)
        records.append(record)
        history.append(record)
        high = record.offset + 1
    }

    /// Adds offsets that hold no record: the log ends behind its last one.
    mutating func appendMarkers(_ count: Int) { high += Int64(count) }

    /// The first record at or behind `offset`.
    func record(from offset: Int64) -> LogRecord? {
        var index = records.count
        while index > 0, records[index - 1].offset >= offset { index -= 1 }
        return index < records.count ? records[index] : nil
    }

    /// Retention: everything below `offset` is deleted.
    mutating func delete(below offset: Int64) {
        low = min(max(low, offset), high)
        records.removeAll { $0.offset < low }
        isTouched = true
    }

    /// An unclean leader election: everything from `offset` on is gone. What was read of it before was read rightly.
    mutating func truncate(at offset: Int64) {
        records.removeAll { $0.offset >= offset }
        high = max(low, offset)
        (isTouched, isTruncated) = (true, true)
    }

    /// The same, and others write in its place: what was read from `offset` on belongs to another log.
    mutating func rewrite(at offset: Int64) {
        truncate(at: offset)
        history.removeAll { $0.offset >= offset }
        rewrittenAt = min(rewrittenAt ?? .max, offset)
    }
}
