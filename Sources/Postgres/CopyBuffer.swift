package import Bytes

/// Rows in the format of `COPY … (FORMAT binary)`.
///
/// Source: PostgreSQL documentation, COPY, "Binary Format": a header, then for each row a 16-bit count of fields and for each
/// field a 32-bit length (−1 for NULL) and that many bytes, then −1.
package struct CopyBuffer: ~Copyable {
    private var bytes: ByteBuffer
    private var rowStart = 0
    /// The rows begun since the last `removeAll`.
    package private(set) var rowCount = 0

    /// Microseconds between the Unix epoch and Postgres' (2000-01-01).
    private static let epochOffset: Int64 = 946_684_800_000_000

    /// An empty buffer with room for `capacity` bytes.
    package init(capacity: Int = 1 << 16) {
        bytes = ByteBuffer(capacity: capacity)
        writeHeader()
    }

    private mutating func writeHeader() {
        bytes.append("PGCOPY\n")
        bytes.append(0xFF)
        bytes.append("\r\n")
        bytes.append(0)
        bytes.appendBigEndian(Int32(0))
        bytes.appendBigEndian(Int32(0))
    }

    /// The bytes so far.
    package var byteCount: Int { bytes.count }

    /// Begins a row of `columns` fields, which must follow, in order.
    package mutating func beginRow(columns: Int16) {
        rowStart = bytes.count
        rowCount += 1
        bytes.appendBigEndian(columns)
    }

    /// Drops the row that was begun last.
    package mutating func dropRow() {
        guard rowCount > 0, rowStart > 0 else { return }
        bytes.truncate(to: rowStart)
        rowCount -= 1
        rowStart = 0
    }

    /// NULL.
    package mutating func null() { bytes.appendBigEndian(Int32(-1)) }

    private mutating func fixed<Number: FixedWidthInteger>(_ number: Number) {
        bytes.appendBigEndian(Int32(MemoryLayout<Number>.size))
        bytes.appendBigEndian(number)
    }

    /// A `smallint`.
    package mutating func int2(_ number: Int16) { fixed(number) }
    /// An `integer`.
    package mutating func int4(_ number: Int32) { fixed(number) }
    /// A `bigint`.
    package mutating func int8(_ number: Int64) { fixed(number) }
    /// A `boolean`.
    package mutating func bool(_ value: Bool) { fixed(UInt8(value ? 1 : 0)) }
    /// A `double precision`.
    package mutating func float8(_ number: Double) { fixed(number.bitPattern) }

    /// A `timestamptz`, from microseconds since the Unix epoch.
    package mutating func timestamptz(microseconds: Int64) { fixed(microseconds &- Self.epochOffset) }

    /// Milliseconds since the Unix epoch that a `timestamptz` of ours can hold: 64 bits of microseconds end in the year 294247.
    package static let milliseconds: ClosedRange<Int64> = 0...Int64.max / 1_000

    /// A `timestamptz`, from milliseconds since the Unix epoch; NULL beyond `milliseconds`, as a producer's clock may be anywhere and
    /// no row must be refused for it.
    package mutating func timestamptz(milliseconds: Int64) {
        if Self.milliseconds.contains(milliseconds) { timestamptz(microseconds: milliseconds * 1_000) } else { null() }
    }

    /// A `text`: the caller vouches for UTF-8 without U+0000.
    package mutating func text(_ view: ByteView) { bytea(view) }
    /// A `text`, or NULL.
    package mutating func text(_ view: ByteView?) { bytea(view) }
    /// A `text` of ours.
    package mutating func text(_ literal: StaticString) { bytea(ByteView(literal)) }

    /// A `text` from a string. Not for the data path.
    package mutating func text(_ string: String) {
        bytes.appendBigEndian(Int32(truncatingIfNeeded: string.utf8.count))
        bytes.append(string)
    }

    /// A `bytea`.
    package mutating func bytea(_ view: ByteView) {
        bytes.appendBigEndian(Int32(truncatingIfNeeded: view.count))
        bytes.append(view)
    }

    /// A `bytea`, or NULL.
    package mutating func bytea(_ view: ByteView?) {
        if let view { bytea(view) } else { null() }
    }

    /// A `jsonb` from its text.
    package mutating func jsonb(_ view: ByteView) {
        bytes.appendBigEndian(Int32(truncatingIfNeeded: view.count + 1))
        bytes.append(1)
        bytes.append(view)
    }

    /// Ends the data; the view is valid until the next change.
    package mutating func finish() -> ByteView {
        bytes.appendBigEndian(Int16(-1))
        return bytes.view
    }

    /// Forgets every row and keeps the room.
    package mutating func removeAll() {
        bytes.removeAll()
        rowCount = 0
        rowStart = 0
        writeHeader()
    }
}
