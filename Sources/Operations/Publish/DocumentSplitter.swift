/// Cuts a stream of bytes into JSON documents as they become whole: NDJSON, documents that merely follow each other, pretty-printed
/// ones, and the elements of a list that is outermost. Memory holds one document, never the file.
///
/// A document that can't end well is a fault as soon as that is certain, so a torn line holds up a live stream by one line at
/// most. It goes on behind the faulty document where its brackets close on its first line; else with the next line that begins
/// like the first did, since a document's inner lines are indented and another document's first is not.
struct DocumentSplitter {
    /// What was cut off.
    enum Piece: Hashable {
        case document([UInt8], at: Place)
        case fault(String, at: Place)
    }

    /// Where it begins, from 1.
    struct Place: Hashable, CustomStringConvertible {
        var line: Int
        var column: Int
        var description: String { "\(line):\(column)" }
    }

    private enum State { case between, inDocument, recovering, skipping }

    /// The largest document that is taken.
    let limit: Int
    private var buffer: [UInt8] = []
    private var scan = 0
    private var start = 0
    private var state = State.between
    private var grammar = JSONGrammar()
    private var isInList = false
    private var indent = 0
    private var isFinished = false
    private var isAtBeginning = true
    /// The place of `counted`, which only goes forward: to count a line anew for each of its documents would take for ever where
    /// all of a list stands on one.
    private var mark = Place(line: 1, column: 1)
    private var counted = 0

    init(limit: Int = 64 << 20) { self.limit = limit }

    /// Adds bytes.
    mutating func append(_ bytes: some Collection<UInt8>) {
        if start > 1 << 16 || (state == .between && scan > 1 << 16) { compact() }
        buffer.append(contentsOf: bytes)
    }

    /// Nothing more will come.
    mutating func finish() { isFinished = true }

    /// The next piece, or nil where more bytes are needed, or nothing is left.
    mutating func next() -> Piece? {
        guard skipMark() else { return nil }
        while true {
            switch state {
            case .between:
                guard begin() else { return nil }
                if let piece = refuseProse() { return piece }
            case .inDocument: return follow()
            case .recovering: guard recover() else { return nil }
            case .skipping: guard skip() else { return nil }
            }
        }
    }

    // MARK: - Between documents

    /// Finds where the next document begins.
    private mutating func begin() -> Bool {
        while scan < buffer.count {
            let byte = buffer[scan]
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: scan += 1
            case UInt8(ascii: ",") where isInList: scan += 1
            case UInt8(ascii: "]") where isInList:
                scan += 1
                isInList = false
            case UInt8(ascii: "[") where !isInList:
                scan += 1
                isInList = true
            default:
                start = scan
                grammar = JSONGrammar()
                state = .inDocument
                return true
            }
        }
        return false
    }

    /// What can be no document of ours, outside of a list, is one fault a line and not one a word.
    private mutating func refuseProse() -> Piece? {
        guard !isInList, buffer[start] != UInt8(ascii: "{") else { return nil }
        return fault("no JSON: an object begins with {")
    }

    /// Passes a byte order mark; false while it may yet become one.
    ///
    /// > RFC 8259, 8.1: Implementations MUST NOT add a byte order mark … parsers MAY ignore [its] presence.
    private mutating func skipMark() -> Bool {
        guard isAtBeginning else { return true }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard buffer.count >= mark.count || isFinished || !mark.starts(with: buffer) else { return false }
        isAtBeginning = false
        if buffer.starts(with: mark) { scan = mark.count }
        return true
    }

    // MARK: - In a document

    private mutating func follow() -> Piece? {
        while scan < buffer.count {
            let step = grammar.take(buffer[scan])
            scan += 1
            switch step {
            case .more:
                if scan - start > limit { return fault("the document is larger than \(limit >> 20) MiB") }
            case .endsHere: return document()
            case .endedBefore:
                scan -= 1
                return document()
            case .fault(let reason): return fault("no JSON: \(reason)")
            }
        }
        guard isFinished else { return nil }
        return grammar.isWholeAtEnd ? document() : fault("no JSON: the input ends before the document does")
    }

    private mutating func document() -> Piece {
        state = .between
        return .document(Array(buffer[start..<scan]), at: place(of: start))
    }

    private mutating func fault(_ reason: String) -> Piece {
        state = .recovering
        return .fault(reason, at: place(of: start))
    }

    // MARK: - After a fault

    /// Goes on behind the brackets, where they close on the faulty document's first line.
    private mutating func recover() -> Bool {
        guard let end = buffer[start...].firstIndex(of: 0x0A) ?? (isFinished ? buffer.count : nil) else { return false }
        if let close = Self.balance(buffer[start..<end]) {
            scan = close + 1
            state = .between
        } else {
            indent = isInList ? place(of: start).column - 1 : 0
            start = end
            state = .skipping
        }
        return true
    }

    /// Goes on with the next line that begins a document where the faulty one's line did; `start` is a line's end.
    private mutating func skip() -> Bool {
        while start < buffer.count {
            let begin = start + 1
            guard begin + indent < buffer.count else { break }
            let isIndented = buffer[begin..<begin + indent].allSatisfy { $0 == 0x20 || $0 == 0x09 }
            let first = buffer[begin + indent]
            if isIndented, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                scan = begin + indent
                state = .between
                return true
            }
            guard let next = buffer[begin...].firstIndex(of: 0x0A) else { break }
            start = next
        }
        guard isFinished else { return false }
        scan = buffer.count
        state = .between
        return true
    }

    /// Where the brackets of a text close, strings left aside.
    private static func balance(_ text: ArraySlice<UInt8>) -> Int? {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for index in text.indices {
            let byte = text[index]
            if isInString {
                isInString = byte != UInt8(ascii: "\"") || isEscaped
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth <= 0 { return depth == 0 ? index : nil }
            default: break
            }
        }
        return nil
    }

    // MARK: - Places

    private mutating func place(of index: Int) -> Place {
        while counted < index {
            let byte = buffer[counted]
            if byte == 0x0A {
                mark = Place(line: mark.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80 {
                mark.column += 1
            }
            counted += 1
        }
        return mark
    }

    private mutating func compact() {
        let cut = state == .between ? scan : start
        _ = place(of: cut)
        buffer.removeFirst(cut)
        scan -= cut
        start = max(0, start - cut)
        counted -= cut
    }
}
