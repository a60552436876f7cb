internal import Service

/// What the demo writes: steps, a block that moves on a terminal or a line now and then, and the result.
struct DemoScreen {
    private let terminal: Terminal
    private let isMoving: Bool
    private let write: @Sendable (String) -> Void
    private var height = 0
    private var lastShown: Duration?

    /// A screen behind `terminal`.
    init(_ terminal: Terminal, isPlain: Bool, isColourless: Bool, write: @escaping @Sendable (String) -> Void) {
        var terminal = terminal
        isMoving = terminal.isTerminal && terminal.hasColours && !isPlain
        if isColourless { terminal.hasColours = false }
        self.terminal = terminal
        self.write = write
    }

    /// The columns that lines may take.
    var width: Int { min(terminal.width, 100) - 1 }

    /// Writes a text as it is.
    func say(_ text: String) { write(text + "\n") }

    /// Says what is begun, in a column, and after `body` what came of it.
    func step<Value>(_ name: String, _ body: () throws -> (Value, String)) rethrows -> Value {
        let title = name + String(repeating: " ", count: max(1, 12 - name.count))
        if isMoving { write(title + "…") }
        let value: Value
        let outcome: String
        do { (value, outcome) = try body() } catch {
            // What is said of it begins on a line of its own.
            if isMoving { write("\n") }
            throw error
        }
        write((isMoving ? "\r\u{1B}[K" : "") + title + DisplayWidth.printable(outcome) + "\n")
        return value
    }

    /// A progress of one line, which in a pipe says only what came of it.
    func progress(_ title: String, unit: String, total: Int) -> (
        update: @Sendable (Int) -> Void, finish: @Sendable () -> Void
    ) {
        var terminal = terminal
        terminal.hasColours = isMoving
        let progress = Progress(title: title, unit: unit, total: total, terminal: terminal, write: write)
        let moves = isMoving
        return ({ if moves { progress.update(done: $0) } }, { progress.finish(done: total) })
    }

    /// Shows how far things are, where enough time went by; `isLast` shows it in any case.
    mutating func show(_ progress: DemoProgress, at now: Duration, isLast: Bool = false) {
        let interval = isMoving ? Duration.milliseconds(200) : .seconds(3)
        if let lastShown, now - lastShown < interval, !isLast { return }
        lastShown = now
        guard isMoving else { return say(progress.line) }
        let lines = progress.block(width: width)
        // `CSI n A` goes up n lines, `CSI K` clears to the end of one.
        let up = height > 0 ? "\u{1B}[\(height)A" : ""
        write("\r" + up + lines.map { $0 + "\u{1B}[K\n" }.joined())
        height = isLast ? 0 : lines.count
    }

    /// A word in a colour, where colours are welcome.
    func coloured(_ text: String, isGood: Bool) -> String {
        terminal.hasColours ? "\u{1B}[\(isGood ? 32 : 31)m\(text)\u{1B}[0m" : text
    }
}
