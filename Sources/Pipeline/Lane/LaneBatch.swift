import Bytes

/// The records that one transaction is to apply, copied out of librdkafka's buffers at once.
///
/// > A message keeps its whole fetch buffer alive: holding one pins megabytes. Bounded by `maxRecords` and `maxBytes`, but for one record
/// > that is larger by itself.
struct LaneBatch {
    static let maxRecords = 5_000
    static let maxBytes = 4 << 20

    let arena = Arena()
    /// At most so many, where fewer are wanted.
    var maxRecords = Self.maxRecords
    private(set) var records: [Record] = []
    private(set) var items: [BatchItem] = []
    /// For a slot that was read to its partition's end: the offset there.
    private(set) var ends: [Int: Int64] = [:]

    init() {
        records.reserveCapacity(Self.maxRecords)
        items.reserveCapacity(Self.maxRecords)
    }

    var isEmpty: Bool { records.isEmpty && ends.isEmpty }
    var isFull: Bool { records.count >= maxRecords || arena.bytesUsed >= Self.maxBytes }

    /// Adds a record whose bytes are in `arena` already.
    mutating func append(_ record: Record, slot: Int) {
        records.append(record)
        items.append(BatchItem(slot: slot, offset: record.offset))
    }

    /// The partition of `slot` was read up to `offset`.
    mutating func reachedEnd(_ slot: Int, at offset: Int64) { ends[slot] = offset }

    /// The slots that have something in it.
    var slots: Set<Int> { Set(items.map(\.slot)).union(ends.keys) }

    /// The last record of `slot` in `range`, which becomes the anchor.
    func lastRecord(of slot: Int, in range: Range<Int>) -> Record? {
        items[range].lastIndex { $0.slot == slot }.map { records[$0] }
    }

    /// Forgets everything and keeps the room.
    mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        ends.removeAll()
        arena.reset()
    }
}
