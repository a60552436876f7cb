internal import Service
internal import Synchronization

/// Shows how far a replay is: a block that moves on a terminal, a line now and then elsewhere. Any thread may tell it.
final class ReplayBoard: Sendable {
    private struct State {
        var rate: ReplayRate?
        /// The lines that stand on the terminal and are drawn over.
        var height = 0
        var lastShown: Duration?
        var isFinished = false
    }

    /// Lines for partitions at most, on however high a terminal.
    private static let partitions = 12

    private let text: ReplayText
    private let terminal: Terminal
    private let moves: Bool
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// A board that shows nothing yet.
    init(
        title: String, prefix: String, terminal: Terminal, isPlain: Bool, write: @escaping @Sendable (String) -> Void
    ) {
        text = ReplayText(title: title, prefix: prefix)
        self.terminal = terminal
        moves = terminal.isTerminal && terminal.hasColours && !isPlain
        self.write = write
    }

    private var interval: Duration { moves ? .milliseconds(200) : .seconds(5) }

    /// Takes note of how far it is, and shows it where enough time went by.
    func update(_ progress: ReplayState) {
        let shown = state.withLock { state -> String? in
            guard !state.isFinished else { return nil }
            guard var rate = state.rate else {
                state.rate = ReplayRate(progress)
                // A line that only says that nothing is done yet is none; a block is.
                if !moves { state.lastShown = progress.elapsed }
                return moves ? show(progress, &state) : nil
            }
            rate.update(progress)
            state.rate = rate
            if let last = state.lastShown, progress.elapsed - last < interval { return nil }
            return show(progress, &state)
        }
        if let shown { write(shown) }
    }

    private func show(_ progress: ReplayState, _ state: inout State) -> String? {
        guard let rate = state.rate else { return nil }
        state.lastShown = progress.elapsed
        guard moves else { return DisplayWidth.printable(text.line(progress, rate)) + "\n" }
        // The line below the block, where the cursor stands, and the whole's own take room as well.
        let lines = text.block(
            progress, rate, width: terminal.width - 1, lines: max(0, min(Self.partitions, terminal.height - 2)))
        let drawn = erase(state) + lines.map { $0 + "\n" }.joined()
        state.height = lines.count
        return drawn
    }

    /// `CSI n A` goes up n lines, `CSI J` clears from there to the screen's end.
    private func erase(_ state: State) -> String { state.height > 0 ? "\r\u{1B}[\(state.height)A\u{1B}[J" : "" }

    /// Writes a text of another kind, which stays; the block is drawn again below it with the next update.
    ///
    /// - parameter other: writes it; nil: the board itself.
    func say(_ line: String, by other: (@Sendable (String) -> Void)? = nil) {
        let erased = state.withLock { state in
            defer { state.height = 0; state.lastShown = moves ? nil : state.lastShown }
            return erase(state)
        }
        let text = DisplayWidth.printable(line) + "\n"
        guard let other else { return write(erased + text) }
        if !erased.isEmpty { write(erased) }
        other(text)
    }

    /// Shows the end: each partition's state where nothing moved, and the rate of the whole.
    ///
    /// - parameter isWhole: whether it came to its end; otherwise the last state is left standing.
    func finish(_ progress: ReplayState, isWhole: Bool = true) {
        let shown = state.withLock { state -> String? in
            guard !state.isFinished else { return nil }
            state.rate?.update(progress)
            let block = moves ? show(progress, &state) ?? "" : text.states(progress).map { $0 + "\n" }.joined()
            state.isFinished = true
            state.height = 0
            return block + DisplayWidth.printable(progress.summary(text.title)) + (isWhole ? "" : ", stopped") + "\n"
        }
        if let shown { write(shown) }
    }
}
