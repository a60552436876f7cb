import Bytes
import CSimdJSON

/// Rewrites an object as JSON that `jsonb` takes and that means the same (contract §1, §2): U+0000 and lone
/// surrogates replaced, of a name that occurs twice the first kept, where `jsonb` would keep the last.
///
/// Iterative, since depth is the sender's choice; every token is checked, since Postgres would.
final class SessionCleaner {
    /// The deepest nesting that is kept: Postgres' own parser recurses, and its stack has an end.
    static let deepest = 1000

    /// An object or array that is open.
    private struct Frame {
        /// The object's number; 0: an array.
        var object: UInt32
        var isEmpty = true
        /// Where the text ended before a member whose name the object had already; −1: no such member is open.
        var duplicate = -1
    }

    private enum Expected { case value, firstValue, key, firstKey, separator }

    private var frames: [Frame] = []
    private var names = NameRegister()
    private var objects: UInt32 = 0
    private var expected = Expected.value
    /// Where the text ended before the first thing that is JSON but nothing for `jsonb`; −1: there is none.
    private var unfit = -1

    /// Writes the object that begins at `place`; false where it is JSON that no `jsonb` can hold.
    func clean(_ reader: EventReader, at place: UInt32, into output: inout ByteBuffer) throws(Poison) -> Bool {
        frames.removeAll(keepingCapacity: true)
        objects = 0
        unfit = -1
        expected = .value
        defer { names.removeAll() }
        var place = place
        repeat {
            let token = try reader.document.next(&place)
            guard frames.count < Self.deepest || !token.opens else { return false }
            try take(token, reader, &place, &output)
        } while !frames.isEmpty
        return unfit < 0
    }

    private var isInObject: Bool { frames.last.map { $0.object != 0 } ?? false }

    /// Takes one token; the grammar of RFC 8259.
    private func take(
        _ token: Token, _ reader: EventReader, _ place: inout UInt32, _ output: inout ByteBuffer
    ) throws(Poison) {
        switch token.kind {
        case .objectEnd where expected == .firstKey || expected == .separator && isInObject,
            .arrayEnd where expected == .firstValue || expected == .separator && !isInObject:
            output.append(token.text)
            frames.removeLast()
            endValue(&output)
        case .comma where expected == .separator:
            expected = isInObject ? .key : .value
        case .string where expected == .key || expected == .firstKey:
            try key(token, reader, &output)
            guard try reader.document.next(&place).kind == .colon else { throw reader.document.poison(.structure) }
        case .objectBegin where expectsValue, .arrayBegin where expectsValue:
            open(token, &output)
        case .string where expectsValue, .null where expectsValue, .false where expectsValue, .true where expectsValue,
            .integer where expectsValue, .number where expectsValue:
            beginValue(&output)
            try write(token, reader, &output)
            endValue(&output)
        default: throw reader.document.poison(.structure)
        }
    }

    private var expectsValue: Bool { expected == .value || expected == .firstValue }

    /// Writes a member's name, and notes where to cut if the object has had it.
    private func key(_ token: Token, _ reader: EventReader, _ output: inout ByteBuffer) throws(Poison) {
        let last = frames.count - 1
        let before = output.count
        if !frames[last].isEmpty { output.append(UInt8(ascii: ",")) }
        let start = output.count
        try write(token, reader, &output)
        if names.insert(frames[last].object, output.view, from: start) {
            frames[last].isEmpty = false
        } else {
            frames[last].duplicate = before
        }
        output.append(UInt8(ascii: ":"))
        expected = .value
    }

    private func open(_ token: Token, _ output: inout ByteBuffer) {
        beginValue(&output)
        output.append(token.text)
        if token.isObject { objects &+= 1 }
        frames.append(Frame(object: token.isObject ? objects : 0))
        expected = token.isObject ? .firstKey : .firstValue
    }

    /// The comma before an array's element; a member's stands before its name.
    private func beginValue(_ output: inout ByteBuffer) {
        guard !frames.isEmpty, !isInObject else { return }
        if !frames[frames.count - 1].isEmpty { output.append(UInt8(ascii: ",")) }
        frames[frames.count - 1].isEmpty = false
    }

    /// Cuts off a member whose name came before.
    private func endValue(_ output: inout ByteBuffer) {
        expected = .separator
        guard let start = frames.last?.duplicate, start >= 0 else { return }
        output.truncate(to: start)
        frames[frames.count - 1].duplicate = -1
        if unfit >= start { unfit = -1 }
    }

    private func write(_ token: Token, _ reader: EventReader, _ output: inout ByteBuffer) throws(Poison) {
        switch token.kind {
        case .string where token.isEscaped: output.append(jsonString: try reader.string(token).text)
        case .string: output.append(token.quoted)
        case .integer, .number:
            if unfit < 0, !NumericLimits.admit(token.text) { unfit = output.count }
            output.append(token.text)
        default: output.append(token.text)
        }
    }
}

extension Token {
    /// Whether an object or array begins with it.
    fileprivate var opens: Bool { kind == .objectBegin || kind == .arrayBegin }
}
