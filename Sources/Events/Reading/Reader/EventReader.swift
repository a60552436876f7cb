package import Bytes

/// Reads records as events (contract §1 to §3): one a lane, on the lane's thread.
///
/// A record is parsed once, what no row is made of is stepped over, and strings are views into the record; only what
/// must be changed (escapes, `media`, `session`) is written to the arena. Nothing that a record says can trap, and none
/// costs an allocation, but for the message ids of a status beyond the first.
package final class EventReader {
    let arena: Arena
    let document = JSONDocument()
    let cleaner = SessionCleaner()
    /// Where JSON is written before its length is known.
    var scratch = ByteBuffer()
    private let maxEventBytes: Int
    /// Optional fields that counted as absent because they were null, of another type or out of range, in records that
    /// were no poison.
    package internal(set) var invalidFields = 0

    /// A reader of records whose values lie in arenas, since simdjson asks for `Arena.padding` behind them; what it
    /// makes anew goes to `arena`.
    package init(arena: Arena, maxEventBytes: Int = 16 << 20) {
        self.arena = arena
        self.maxEventBytes = maxEventBytes
    }

    /// What `record` says.
    package func read(_ record: Record) -> Reading {
        let invalidBefore = invalidFields
        do throws(Poison) {
            return try reading(of: record)
        } catch {
            invalidFields = invalidBefore
            return .poison(error)
        }
    }

    /// An event or a tombstone.
    private func reading(of record: Record) throws(Poison) -> Reading {
        guard let value = record.value else {
            let headers = AttributeHeaders(record.headers)
            return headers.isTyped ? try reading(envelope(of: headers), data: nil, record) : .tombstone
        }
        guard value.count <= maxEventBytes else {
            throw Poison(reason: .tooLarge, problem: .size(bytes: value.count, limit: maxEventBytes))
        }
        try document.open(value)
        let root = try root()
        if root.isObject {
            let members = try document.object(at: 0, .envelope, wanted: Self.envelopeFields)
            if members.has(.specversion) {
                return try reading(envelope(of: members), data: members[.data], record)
            }
        } else {
            try document.checkRoot()
        }
        return try reading(envelope(of: AttributeHeaders(record.headers)), data: root, record)
    }

    /// The document's first token.
    func root() throws(Poison) -> Token {
        var place: UInt32 = 0
        return try document.next(&place)
    }
}
