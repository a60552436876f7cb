/// What stands on a terminal after all that was written to it: as much of one as the board uses, written from the terminal's side.
struct Screen {
    private(set) var lines: [[Character]]
    private var (row, column) = (0, 0)
    private let columns: Int
    private var kept: (lines: [[Character]], row: Int, column: Int)?
    private(set) var isCursorShown = true
    /// Sequences that it doesn't know.
    private(set) var unknown: Set<String> = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        lines = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    /// Whether the other buffer is shown.
    var isAlternate: Bool { kept != nil }

    /// The lines without what is empty at their ends.
    var text: [String] {
        let all = lines.map { String(String($0).reversed().drop { $0 == " " }.reversed()) }
        return Array(all[..<((all.lastIndex { !$0.isEmpty } ?? -1) + 1)])
    }

    mutating func write(_ text: String) {
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case "\u{1B}":
                guard rest.first == "[" else { return }
                rest = rest.dropFirst()
                let parameters = rest.prefix { $0 == "?" || $0 == ";" || $0.isNumber }
                rest = rest[parameters.endIndex...]
                if let final = rest.popFirst() { run(String(parameters), final) }
            case "\r\n":
                column = 0
                feed()
            case "\r": column = 0
            case "\n": feed()
            default: put(character)
            }
        }
    }

    private mutating func feed() {
        row += 1
        guard row == lines.count else { return }
        lines.removeFirst()
        lines.append(Array(repeating: " ", count: columns))
        row -= 1
    }

    private mutating func put(_ character: Character) {
        if column == columns {
            column = 0
            feed()
        }
        lines[row][column] = character
        column += 1
    }

    private mutating func run(_ parameters: String, _ final: Character) {
        switch (parameters, final) {
        case ("?1049", "h"):
            kept = (lines, row, column)
            lines = lines.map { _ in Array(repeating: " ", count: columns) }
        case ("?1049", "l"):
            guard let kept else { return }
            (lines, row, column) = kept
            self.kept = nil
        case ("?25", "l"): isCursorShown = false
        case ("?25", "h"): isCursorShown = true
        case ("", "H"): (row, column) = (0, 0)
        case ("", "K"): for place in column..<columns { lines[row][place] = " " }
        case ("", "J"):
            for place in column..<columns { lines[row][place] = " " }
            for next in (row + 1)..<max(row + 1, lines.count) { lines[next] = Array(repeating: " ", count: columns) }
        case (_, "m"), ("?2026", _): break
        default: unknown.insert(parameters + String(final))
        }
    }
}
