import Bytes
import Postgres

/// A row that a batch's events were folded into, one a key.
protocol FoldedRow {
    associatedtype Key: Hashable
    /// A row that nothing was told of yet.
    init(_ key: Key)
    /// The table that it belongs to.
    static var table: JoinedTable { get }
    /// Writes the row's fields in the order of `table.staged`, but for the first.
    func write(into buffer: inout CopyBuffer)
}

/// The rows of one table that a batch touches, and the bytes that carry them there.
///
/// Arrays, dictionary and buffer are used again by the next batch. Keys hash by content with the process's own seed, since
/// senders choose ids and could otherwise choose them to collide.
struct RowSet<Row: FoldedRow>: ~Copyable {
    /// Room beyond so many rows or bytes is given back, so that one odd batch isn't paid for ever after.
    private static var keptRows: Int { 1 << 14 }
    private static var keptBytes: Int { 8 << 20 }

    private var rows: [Row] = []
    private var places: [Row.Key: Int] = [:]
    private var buffer: CopyBuffer

    init(bufferCapacity: Int = 1 << 12) { buffer = CopyBuffer(capacity: bufferCapacity) }

    var isEmpty: Bool { rows.isEmpty }

    /// Forgets the rows; views into the data of the last `stage` are void.
    mutating func removeAll() {
        let isOrdinary = rows.count <= Self.keptRows
        rows.removeAll(keepingCapacity: isOrdinary)
        places.removeAll(keepingCapacity: isOrdinary)
        if buffer.byteCount <= Self.keptBytes { buffer.removeAll() } else { buffer = CopyBuffer() }
    }

    /// Changes the row of `key`, which is made where there is none.
    @inline(__always)
    mutating func update(_ key: Row.Key, _ change: (inout Row) -> Void) {
        let next = rows.count
        let place = Self.claim(&places[key, default: next])
        if place == next { rows.append(Row(key)) }
        change(&rows[place])
    }

    /// Reading through an inout is what makes the dictionary keep the default: one look-up where a get and a set are two.
    @inline(__always)
    private static func claim(_ place: inout Int) -> Int { place }

    /// Adds the statements that bring the rows and join them by `join`, where there are any.
    mutating func write(_ join: String = Row.table.execute, into script: inout Script) {
        guard !rows.isEmpty else { return }
        let table = Row.table
        for row in rows {
            buffer.beginRow(columns: table.width)
            buffer.int2(table.set)
            row.write(into: &buffer)
        }
        script.copy(table.copy, buffer.finish())
        script.sql(join)
    }
}

extension CopyBuffer {
    /// A `timestamptz`, or NULL.
    mutating func timestamptz(_ microseconds: Int64?) {
        if let microseconds { timestamptz(microseconds: microseconds) } else { null() }
    }

    /// The three columns that every table about messages begins with.
    mutating func messageKey(_ key: MessageKey) {
        text(key.instance)
        text(key.message)
        bool(key.fromMe)
    }
}
