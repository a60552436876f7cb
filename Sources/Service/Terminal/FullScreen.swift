import Glibc

/// A terminal's whole screen, drawn again and again: what stood there before is back when it ends.
package final class FullScreen {
    private let descriptor: Int32
    private let write: (String) -> Void
    private var drawn: [String]?
    private var saved: termios?
    private var isOpen = false

    /// A screen that isn't shown yet.
    ///
    /// - parameter descriptor: the terminal's.
    package init(_ descriptor: Int32, write: @escaping (String) -> Void) {
        self.descriptor = descriptor
        self.write = write
    }

    /// Shows it, empty. What is typed from here on isn't shown, but for what the terminal itself makes of it: Ctrl-C still interrupts.
    ///
    /// > xterm ctlseqs: CSI ? 1049 h: Save cursor … switch to the Alternate Screen Buffer, clearing it first. CSI ? 25 l: Hide cursor.
    package func open() {
        guard !isOpen else { return }
        isOpen = true
        var settings = termios()
        if unsafe tcgetattr(descriptor, &settings) == 0 {
            saved = settings
            settings.c_lflag &= ~tcflag_t(ECHO)
            unsafe _ = tcsetattr(descriptor, TCSANOW, &settings)
        }
        write("\u{1B}[?1049h\u{1B}[?25l")
    }

    /// Draws these lines, each of them over the one that stood there: nothing is cleared before, so nothing flickers.
    ///
    /// > CSI H: Cursor Position, the upper left corner. CSI K: erase to the line's end. CSI J: erase below. CSI ? 2026 h and l: what
    /// > stands between is shown at once, by a terminal that knows it.
    package func draw(_ lines: [String]) {
        guard isOpen, lines != drawn else { return }
        drawn = lines
        let body = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
        write("\u{1B}[?2026h\u{1B}[H" + body + "\u{1B}[J\u{1B}[?2026l")
    }

    /// Forgets what is drawn: a terminal that changed its size has moved it.
    package func forget() { drawn = nil }

    /// Brings back what stood there, and the cursor.
    package func close() {
        guard isOpen else { return }
        isOpen = false
        write("\u{1B}[?25h\u{1B}[?1049l")
        if var settings = saved { unsafe _ = tcsetattr(descriptor, TCSANOW, &settings) }
    }

    deinit { close() }
}
