internal import Synchronization
internal import Telemetry

/// Shows how far something is: a moving line on a terminal, now and then a plain line in a pipe or without colours.
package final class Progress: Sendable {
    private struct State {
        var progress: ProgressState
        var lastShown: Duration?
        var isFinished = false
    }

    private let line: ProgressLine
    private let terminal: Terminal
    private let clock: @Sendable () -> Duration
    private let write: @Sendable (String) -> Void
    private let state: Mutex<State>

    /// A progress that has just begun.
    ///
    /// - parameter clock: time since some moment; a test gives its own.
    package init(
        title: String, unit: String, total: Int?, terminal: Terminal,
        clock: @escaping @Sendable () -> Duration = Progress.uptime, write: (@Sendable (String) -> Void)? = nil
    ) {
        line = ProgressLine(title: title, unit: unit)
        self.terminal = terminal
        self.clock = clock
        let descriptor = terminal.descriptor
        self.write = write ?? { Output.write($0, to: descriptor) }
        state = Mutex(State(progress: ProgressState(total: total, at: clock())))
    }

    /// Time since this was first asked for.
    package static let uptime: @Sendable () -> Duration = {
        let began = ContinuousClock.now
        return { began.duration(to: .now) }
    }()

    /// Whether the line can move: `hasColours` is about all that is more than plain text.
    private var moves: Bool { terminal.isTerminal && terminal.hasColours }

    private var interval: Duration { moves ? .milliseconds(100) : .seconds(10) }

    /// Takes note of how much is done, and shows it where enough time went by.
    package func update(done: Int, total: Int? = nil) {
        let now = clock()
        let shown = state.withLock { state -> String? in
            guard !state.isFinished else { return nil }
            if let total { state.progress.total = total }
            if let last = state.lastShown, now - last < interval { return nil }
            state.progress.update(done: done, at: now)
            state.lastShown = now
            return text(state.progress)
        }
        if let shown { write(shown) }
    }

    /// Writes a line of another kind above the moving one, which is shown again with the next update.
    package func interrupt(_ text: String) {
        state.withLock { $0.lastShown = nil }
        write(moves ? "\r\u{1B}[K" + text : text)
    }

    /// Shows the last state and leaves the line standing.
    package func finish(done: Int) {
        let now = clock()
        let text = state.withLock { state -> String? in
            guard !state.isFinished else { return nil }
            state.isFinished = true
            state.progress.update(done: done, at: now)
            let seconds = max(0.001, state.progress.elapsed(at: now).seconds)
            let rate = ProgressLine.grouped(Double(done) / seconds)
            let took = DurationText.format(.milliseconds(Int64((seconds * 1_000).rounded())))
            let counted = "\(ProgressLine.grouped(done)) \(line.unit)"
            let text = "\(DisplayWidth.printable(line.title))  \(counted) in \(took), \(rate)/s\n"
            return moves ? "\r\u{1B}[K" + text : text
        }
        if let text { write(text) }
    }

    /// `CSI K` clears to the line's end, so that a shorter line leaves nothing of a longer one.
    private func text(_ progress: ProgressState) -> String {
        moves
            ? "\r" + line.text(progress, width: terminal.width - 1) + "\u{1B}[K"
            : line.text(progress, width: max(terminal.width, 120), withBar: false) + "\n"
    }
}
